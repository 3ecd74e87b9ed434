"""What a subscriber is told of commands that move while it listens."""

from commands.mailbox import Mailbox
from models.command import CommandState
from models.documents.command import CommandRecord
from tests.support.records import a_record

SENT, FETCHED, EXECUTED = CommandState.SENT, CommandState.FETCHED, CommandState.EXECUTED


def told(mailbox: Mailbox, *records: CommandRecord) -> list[str]:
    for record in records:
        mailbox.put(record)
    return [command.state.value for command in mailbox.take()]


def test_the_present_state_comes_first_and_alone() -> None:
    assert told(Mailbox(), a_record(SENT, FETCHED)) == ["FETCHED"]


def test_then_every_step_comes_even_where_the_store_shows_only_the_last() -> None:
    mailbox = Mailbox()
    told(mailbox, a_record())
    assert told(mailbox, a_record(SENT, FETCHED, EXECUTED)) == ["SENT", "FETCHED", "EXECUTED"]


def test_versions_rise_whatever_the_order_of_the_changes() -> None:
    mailbox = Mailbox()
    told(mailbox, a_record())
    assert told(mailbox, a_record(SENT, FETCHED), a_record(SENT)) == ["SENT", "FETCHED"]
    assert told(mailbox, a_record(SENT)) == []


def test_each_command_has_its_own_versions() -> None:
    mailbox = Mailbox()
    assert told(mailbox, a_record(SENT), a_record(id="cmd_2")) == ["SENT", "ACCEPTED"]


def test_a_change_that_clients_do_not_see_is_no_event() -> None:
    mailbox = Mailbox()
    told(mailbox, a_record())
    assert told(mailbox, a_record(version=9)) == []

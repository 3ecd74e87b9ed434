"""What a subscriber is told of commands that move while it listens."""

import pytest

from commands.subscriber import CommandSubscriber
from models.command import CommandState
from models.documents.command import CommandRecord
from models.errors import FellBehind
from tests.support.records import a_record

SENT, FETCHED, EXECUTED = CommandState.SENT, CommandState.FETCHED, CommandState.EXECUTED


def told(mailbox: CommandSubscriber, *records: CommandRecord) -> list[str]:
    for record in records:
        mailbox.put(record)
    return [command.state.value for command in mailbox.take()]


def test_the_present_state_comes_first_and_alone() -> None:
    assert told(CommandSubscriber(), a_record(SENT, FETCHED)) == ["FETCHED"]


def test_then_every_step_comes_even_where_the_store_shows_only_the_last() -> None:
    mailbox = CommandSubscriber()
    told(mailbox, a_record())
    assert told(mailbox, a_record(SENT, FETCHED, EXECUTED)) == ["SENT", "FETCHED", "EXECUTED"]


def test_a_command_that_is_seen_from_its_beginning_is_told_in_whole_however_fast_it_goes() -> None:
    assert told(CommandSubscriber(), a_record(), a_record(SENT)) == ["ACCEPTED", "SENT"]


def test_a_command_that_is_found_later_is_told_in_whole() -> None:
    mailbox = CommandSubscriber()
    mailbox.put(a_record(SENT, FETCHED), is_new=True)
    assert told(mailbox) == ["ACCEPTED", "SENT", "FETCHED"]


def test_versions_rise_whatever_the_order_of_the_changes() -> None:
    mailbox = CommandSubscriber()
    told(mailbox, a_record())
    assert told(mailbox, a_record(SENT, FETCHED), a_record(SENT)) == ["SENT", "FETCHED"]
    assert told(mailbox, a_record(SENT)) == []


def test_each_command_has_its_own_versions() -> None:
    mailbox = CommandSubscriber()
    assert told(mailbox, a_record(SENT), a_record(id="cmd_2")) == ["SENT", "ACCEPTED"]


def test_a_change_that_clients_do_not_see_is_no_event() -> None:
    mailbox = CommandSubscriber()
    told(mailbox, a_record())
    assert told(mailbox, a_record(version=9)) == []


class Clock:
    """Tells the time that a test wants it to be."""

    def __init__(self) -> None:
        self.time = 0.0

    def __call__(self) -> float:
        return self.time


def test_a_slow_subscriber_is_told_the_latest_state_alone() -> None:
    clock = Clock()
    mailbox = CommandSubscriber(clock)
    told(mailbox, a_record())
    mailbox.put(a_record(SENT))
    clock.time += 5
    assert told(mailbox, a_record(SENT, FETCHED, EXECUTED)) == ["EXECUTED"]


def test_a_subscriber_that_stands_still_for_too_long_is_told_to_begin_anew() -> None:
    clock = Clock()
    mailbox = CommandSubscriber(clock)
    mailbox.put(a_record())
    clock.time += 10
    with pytest.raises(FellBehind):
        told(mailbox)


def test_what_the_subscriber_could_not_be_told_yet_is_no_standstill_of_its() -> None:
    clock = Clock()
    mailbox = CommandSubscriber(clock)
    mailbox.put(a_record(SENT))
    clock.time += 10
    mailbox.begin_anew()
    assert told(mailbox) == ["SENT"]


def test_what_waits_for_a_slow_subscriber_is_one_state_of_each_command() -> None:
    mailbox = CommandSubscriber()
    for version in range(1, 1000):
        mailbox.put(a_record(version=version))
    assert told(mailbox) == ["ACCEPTED"]


async def test_a_mailbox_waits_until_there_is_something() -> None:
    mailbox = CommandSubscriber()
    mailbox.reread = False
    assert not await mailbox.wait(0)
    mailbox.put(a_record())
    assert await mailbox.wait(None)


async def test_what_was_missed_wakes_the_subscriber_even_amid_its_reading() -> None:
    mailbox = CommandSubscriber()
    mailbox.reread = False
    mailbox.put(a_record())
    for _ in mailbox.take():
        mailbox.miss()
    assert await mailbox.wait(0)

"""What a subscriber is told of commands that move while it listens."""

import pytest

from commands.subscriber import CommandSubscriber
from models.command import CommandState
from models.documents.command import CommandRecord
from models.errors import FellBehind
from tests.support.records import a_record

SENT, FETCHED, EXECUTED = CommandState.SENT, CommandState.FETCHED, CommandState.EXECUTED


def told(subscriber: CommandSubscriber, *records: CommandRecord) -> list[str]:
    for record in records:
        subscriber.put(record)
    return [command.state.value for command in subscriber.take()]


def test_the_present_state_comes_first_and_alone() -> None:
    assert told(CommandSubscriber(), a_record(SENT, FETCHED)) == ["FETCHED"]


def test_then_every_step_comes_even_where_the_store_shows_only_the_last() -> None:
    subscriber = CommandSubscriber()
    told(subscriber, a_record())
    assert told(subscriber, a_record(SENT, FETCHED, EXECUTED)) == ["SENT", "FETCHED", "EXECUTED"]


def test_a_command_that_is_seen_from_its_beginning_is_told_in_whole_however_fast_it_goes() -> None:
    assert told(CommandSubscriber(), a_record(), a_record(SENT)) == ["ACCEPTED", "SENT"]


def test_a_command_that_is_found_later_is_told_in_whole() -> None:
    subscriber = CommandSubscriber()
    subscriber.put(a_record(SENT, FETCHED), is_new=True)
    assert told(subscriber) == ["ACCEPTED", "SENT", "FETCHED"]


def test_versions_rise_whatever_the_order_of_the_changes() -> None:
    subscriber = CommandSubscriber()
    told(subscriber, a_record())
    assert told(subscriber, a_record(SENT, FETCHED), a_record(SENT)) == ["SENT", "FETCHED"]
    assert told(subscriber, a_record(SENT)) == []


def test_each_command_has_its_own_versions() -> None:
    subscriber = CommandSubscriber()
    assert told(subscriber, a_record(SENT), a_record(id="cmd_2")) == ["SENT", "ACCEPTED"]


def test_a_change_that_clients_do_not_see_is_no_event() -> None:
    subscriber = CommandSubscriber()
    told(subscriber, a_record())
    assert told(subscriber, a_record(version=9)) == []


class Clock:
    """Tells the time that a test wants it to be."""

    def __init__(self) -> None:
        self.time = 0.0

    def __call__(self) -> float:
        return self.time


def test_a_slow_subscriber_is_told_the_latest_state_alone() -> None:
    clock = Clock()
    subscriber = CommandSubscriber(clock)
    told(subscriber, a_record())
    subscriber.put(a_record(SENT))
    clock.time += 5
    assert told(subscriber, a_record(SENT, FETCHED, EXECUTED)) == ["EXECUTED"]


def test_a_subscriber_that_stands_still_for_too_long_is_told_to_begin_anew() -> None:
    clock = Clock()
    subscriber = CommandSubscriber(clock)
    subscriber.put(a_record())
    clock.time += 10
    with pytest.raises(FellBehind):
        told(subscriber)


def test_what_the_subscriber_could_not_be_told_yet_is_no_standstill_of_its() -> None:
    clock = Clock()
    subscriber = CommandSubscriber(clock)
    subscriber.put(a_record(SENT))
    clock.time += 10
    subscriber.begin_anew()
    assert told(subscriber) == ["SENT"]


def test_what_waits_for_a_slow_subscriber_is_one_state_of_each_command() -> None:
    subscriber = CommandSubscriber()
    for version in range(1, 1000):
        subscriber.put(a_record(version=version))
    assert told(subscriber) == ["ACCEPTED"]


async def test_a_mailbox_waits_until_there_is_something() -> None:
    subscriber = CommandSubscriber()
    subscriber.reread = False
    assert not await subscriber.wait(0)
    subscriber.put(a_record())
    assert await subscriber.wait(None)


async def test_what_was_missed_wakes_the_subscriber_even_amid_its_reading() -> None:
    subscriber = CommandSubscriber()
    subscriber.reread = False
    subscriber.put(a_record())
    for _ in subscriber.take():
        subscriber.miss()
    assert await subscriber.wait(0)

"""The virtual tablets: each fetches its commands after a while, and carries them out a while later."""

from datetime import timedelta

from simulators.telecomx.state import State

TICK_SECONDS = 0.25


def tick(state: State) -> None:
    """Lets every awake tablet in an open meeting do what is due by the clock."""
    if not state.switches["tablets_awake"] or not state.unfinished:
        return
    now = state.clock.now()
    until_fetched = timedelta(seconds=state.switches["tablet_fetch_seconds"])
    until_executed = timedelta(seconds=state.switches["tablet_execute_seconds"])
    for queued in list(state.unfinished.values()):
        meeting, member, command = queued
        if not member.device.awake or not meeting.is_open(now):
            continue
        if command.fetched_at is None and command.created + until_fetched <= now:
            state.fetch(command)
        if command.fetched_at is not None and command.fetched_at + until_executed <= now:
            state.execute(queued)

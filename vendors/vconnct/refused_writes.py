"""Finds out why VConnct refused a write, without repeating what was sent."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from models.errors import VendorError, VendorRejected
from models.ids import Key
from models.problem import Problem
from vendors.vconnct import refusals, scalars
from vendors.vconnct.meeting_state import MeetingStateReader, Row


class RefusedWrites:
    """The reasons of refused writes under one license.

    Args:
        license: no message may contain it.
        states: reads the state of a meeting.
    """

    def __init__(self, license: str, states: MeetingStateReader) -> None:
        self._license = license
        self._states = states

    async def explain(
        self,
        refusal: VendorRejected,
        meeting: Key,
        sent: list[str],
        reason: Callable[[Row], Awaitable[Problem | None]],
        *,
        asks_password: bool = False,
    ) -> None:
        """Raises the reason of a refusal; returns only if the reason is that there is no such meeting.

        Args:
            refusal: of a write.
            meeting: which was to be written.
            sent: texts that the message must not contain; `reason` may add to it.
            reason: finds the reason in the meeting's state; None if there is another one.
            asks_password: whether 401 may mean a wrong password.

        Raises:
            WriteRefused: with the reason, or with VConnct's message.
        """
        problem = None
        if refusal.status == 400 or (refusal.status == 401 and asks_password):
            try:
                row = await self._states.row(meeting)
                if row is None:
                    return
                sent.append(scalars.text(row.moderator_password) or "")
                problem = await reason(row) or refusals.rejected(refusal, sent)
            except VendorError as another:
                # The write was refused, even if the reason is unknown. If a read without a password gets 401,
                # the license is the reason.
                if isinstance(another, VendorRejected) and another.status == 401:
                    problem = refusals.license_refused(another)
                else:
                    problem = refusals.rejected(refusal, sent)
        raise refusals.refused(problem or self.problem(refusal, sent)) from refusal

    @contextmanager
    def before_sending(self) -> Iterator[None]:
        """Turns the refusal of a read before the write into a refusal of the write."""
        try:
            yield
        except VendorRejected as refusal:
            raise refusals.refused(self.problem(refusal, self.sent({})), arrived=False) from refusal

    def problem(self, refusal: VendorRejected, sent: list[str]) -> Problem:
        """The problem of a refusal whose reason is not looked for."""
        if refusal.status == 401:
            return refusals.license_refused(refusal)
        return refusals.rejected(refusal, sent)

    def sent(self, body: Mapping[str, Any]) -> list[str]:
        """The texts of a request that a response may repeat; a role is no secret."""
        texts = [value for name, value in body.items() if isinstance(value, str) and name != "role"]
        return [*texts, self._license]

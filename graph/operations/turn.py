"""The turn of a step of work that waits for it."""

import asyncio
from collections.abc import Callable
from contextvars import Context
from typing import Any


class Turn(asyncio.Future[None]):
    """Is awaited by one task, whose step is done at the moment when its turn comes.

    A task that awaits another future goes on in the loop's next iteration, before what is read in that: a request that
    comes meanwhile would wait for a step that was to be done because nobody was there.
    """

    _step: Callable[[Any], object] | None = None
    _context: Context | None = None

    def add_done_callback(self, step: Callable[[Any], object], /, *, context: Context | None = None) -> None:
        self._step, self._context = step, context
        super().add_done_callback(step, context=context)

    def come(self) -> None:
        """Does the step; called by the loop, not by a task."""
        step, context = self._step, self._context
        if step is None or context is None:
            # Nobody awaits it yet.
            self.set_result(None)
            return
        self.remove_done_callback(step)
        self.set_result(None)
        context.run(step, self)

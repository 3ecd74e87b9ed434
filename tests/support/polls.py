"""Whether the questions that a vendor received can be one poller's."""

from collections.abc import Sequence
from datetime import datetime


def are_of_one(moments: Sequence[datetime], tick: float) -> bool:
    """Whether one poller that asks once a tick, at most, can have asked at these moments.

    On a busy machine each question may arrive late, so that the next one seems to come too soon. But the second one is
    sent after the first has arrived, and each further one a tick later or more. Two pollers ask too often for that.
    """
    assert len(moments) >= 5, "too few to tell one poller from two"
    lasted = (moments[-1] - moments[0]).total_seconds()
    # The vendor's clock and ours are read in milliseconds.
    return (len(moments) - 2) * tick <= lasted + 0.01

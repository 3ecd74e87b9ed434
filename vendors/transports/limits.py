"""The numbers that bound one call to a vendor."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HttpLimits:
    """What one call may take; times in seconds.

    Attributes:
        total: from the start of the call to the last byte of its answer, whatever happens in between.
        connect: name resolution, TCP and TLS together.
        first_byte: the longest silence: from the start of the call to the answer's head, and between two
            pieces of its body.
        idle: how long an unused connection is kept; shorter than the usual 60 s of servers and balancers, so
            that we are the ones who close it.
        body_bytes: the largest body, counted after decompression.
        retry_after: the longest wait we believe when a vendor asks for one.
    """

    total: float = 8.0
    connect: float = 2.0
    first_byte: float = 5.0
    idle: float = 15.0
    body_bytes: int = 5 * 1024 * 1024
    retry_after: float = 60.0

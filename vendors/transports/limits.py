"""The numbers that bound what one vendor account may cost us; each can be set per account."""

from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator


class HttpLimits(BaseModel):
    """What calls to one account may take; times in seconds unless a description says otherwise."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    total: float = Field(
        default=8.0,
        gt=0,
        description="How long one call may take from when it has a place, in seconds: every attempt and the last byte "
        "included.",
    )
    connect: float = Field(
        default=2.0, gt=0, description="How long name resolution, TCP and TLS may take together, in seconds."
    )
    first_byte: float = Field(
        default=5.0,
        gt=0,
        description="The longest silence, in seconds: before an answer begins, and between two pieces of it.",
    )
    # Shorter than the usual 60 s of servers and balancers, so that we are the ones who close a connection.
    idle: float = Field(default=15.0, gt=0, description="How long an unused connection is kept, in seconds.")
    body_bytes: int = Field(
        default=5 * 1024 * 1024, ge=1, description="The largest answer in bytes, counted after decompression."
    )

    in_flight: int = Field(
        default=32,
        ge=1,
        description="How many calls may be under way at once; operations that wait for these places get them in turn.",
    )
    waiting: int = Field(
        default=20_000,
        ge=0,
        description="How many calls may wait for one of those places; beyond it an operation is refused what exceeds "
        "its share of them.",
    )
    waiting_of_one: int = Field(
        default=5_000, ge=0, description="How many calls of one operation may wait; more are refused."
    )
    waiting_seconds: float = Field(
        default=0.5,
        ge=0,
        description="How long a call waits for a place while the vendor hangs, in seconds; while it is well, a call "
        "waits for as long as its operation may take.",
    )
    hung_seconds: float = Field(
        default=1.0,
        ge=0,
        description="A vendor hangs while all places are taken and none of their calls was answered for so many "
        "seconds and for twice the longest of its latest answers.",
    )

    retries: int = Field(
        default=2, ge=0, le=10, description="How often a read is asked again at most; a write never is."
    )
    retry_shortest: float = Field(
        default=0.05, ge=0, description="The shortest pause before asking again, in seconds."
    )
    retry_longest: float = Field(
        default=1.0, ge=0, description="The longest pause before asking again, in seconds."
    )
    retry_share: float = Field(
        default=0.1,
        ge=0,
        le=1,
        description="How many repetitions there may be for each call of the last while.",
    )
    retry_floor: int = Field(
        default=3, ge=0, description="How many repetitions the last while may have, however few its calls."
    )
    retry_window: float = Field(
        default=10.0, gt=0, description="How long that while is, in seconds; for bursts."
    )
    retry_memory: float = Field(
        default=60.0,
        gt=0,
        description="A second, longer while for the same two numbers, in seconds; for calls that come slowly.",
    )

    breaker_window: float = Field(
        default=10.0, gt=0, description="How far back the breaker looks, in seconds."
    )
    breaker_calls: int = Field(
        default=20, ge=1, description="How many calls in that time it needs before it judges."
    )
    breaker_failures: float = Field(
        default=0.5, gt=0, le=1, description="Which share of them must have failed for it to open."
    )
    breaker_open: float = Field(
        default=5.0,
        gt=0,
        description="How long it stays open the first time, in seconds; then twice as long.",
    )
    breaker_longest: float = Field(
        default=60.0, gt=0, description="How long it stays open at most, in seconds."
    )
    breaker_probes: int = Field(
        default=3, ge=1, description="How many calls then go through to try; all must succeed to close it."
    )

    retry_after: float = Field(
        default=60.0, gt=0, description="The longest pause in seconds that a vendor's Retry-After can impose."
    )
    retry_after_unknown: float = Field(
        default=1.0,
        ge=0,
        description="The pause in seconds after a 429 that does not say, or not legibly, how long to wait.",
    )
    gate_wait: float = Field(
        default=2.0,
        ge=0,
        description="How much of such a pause a call waits for, in seconds; it fails at once where more is left.",
    )
    calls_per_second: float | None = Field(
        default=None,
        gt=0,
        description="How many calls a second are made at most; where it is not set there is no such limit.",
    )

    @model_validator(mode="after")
    def _orders_hold(self) -> Self:
        if self.retry_shortest > self.retry_longest:
            raise ValueError("retry_shortest must not exceed retry_longest")
        if self.breaker_open > self.breaker_longest:
            raise ValueError("breaker_open must not exceed breaker_longest")
        return self

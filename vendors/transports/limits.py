"""The limits of one vendor account: timeouts, bulkhead, retries, circuit breaker and rate limit."""

from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator


class HttpLimits(BaseModel):
    """What calls to one account may take; times in seconds unless a description says otherwise."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    total: float = Field(
        default=8.0,
        gt=0,
        description="The maximum duration of one call in seconds, with all retries and the whole response, from the "
        "time when the bulkhead admits it.",
    )
    connect: float = Field(
        default=2.0, gt=0, description="How long name resolution, TCP and TLS may take together, in seconds."
    )
    first_byte: float = Field(
        default=5.0,
        gt=0,
        description="The maximum time without data, in seconds: before the first byte of a response, and between two "
        "parts of it.",
    )
    # Shorter than the usual 60 s of servers and load balancers, so that the client closes idle connections first.
    idle: float = Field(default=15.0, gt=0, description="How long an idle connection is kept, in seconds.")
    body_bytes: int = Field(
        default=5 * 1024 * 1024,
        ge=1,
        description="The maximum size of a response in bytes, after decompression.",
    )

    in_flight: int = Field(
        default=32,
        ge=1,
        description="The bulkhead: how many calls may be in flight at the same time. Waiting operations get these "
        "places in turn.",
    )
    waiting: int = Field(
        default=20_000,
        ge=0,
        description="How many calls may wait for a place. Beyond this number an operation's calls that exceed its "
        "share are refused.",
    )
    waiting_of_one: int = Field(
        default=5_000, ge=0, description="How many calls of one operation may wait. More are refused."
    )
    waiting_seconds: float = Field(
        default=0.5,
        ge=0,
        description="How long a call waits for a place while the vendor hangs, in seconds. While the vendor works, a "
        "call waits as long as its operation may take.",
    )
    hung_seconds: float = Field(
        default=1.0,
        ge=0,
        description="A vendor counts as hung if all places are taken and no call was answered for this number of "
        "seconds and for twice the longest of its latest response times.",
    )

    retries: int = Field(
        default=2,
        ge=0,
        le=10,
        description="The maximum number of retries of a read. A write is never retried.",
    )
    retry_shortest: float = Field(
        default=0.05, ge=0, description="The shortest backoff before a retry, in seconds."
    )
    retry_longest: float = Field(
        default=1.0, ge=0, description="The longest backoff before a retry, in seconds."
    )
    retry_share: float = Field(
        default=0.1,
        ge=0,
        le=1,
        description="The retry budget: how many retries are allowed per call in the time window.",
    )
    retry_floor: int = Field(
        default=3, ge=0, description="How many retries are allowed in the time window if there are few calls."
    )
    retry_window: float = Field(
        default=10.0, gt=0, description="The time window of the retry budget, in seconds, for bursts."
    )
    retry_memory: float = Field(
        default=60.0,
        gt=0,
        description="A second, longer time window with the same two limits, in seconds, for calls at a low rate.",
    )

    breaker_window: float = Field(
        default=10.0, gt=0, description="The time window of the circuit breaker, in seconds."
    )
    breaker_calls: int = Field(
        default=20,
        ge=1,
        description="How many calls the circuit breaker needs in that window before it can open.",
    )
    breaker_failures: float = Field(
        default=0.5, gt=0, le=1, description="The share of failed calls at which the circuit breaker opens."
    )
    breaker_open: float = Field(
        default=5.0,
        gt=0,
        description="How long the circuit breaker stays open the first time, in seconds. The time doubles each time.",
    )
    breaker_longest: float = Field(
        default=60.0, gt=0, description="The longest time that the circuit breaker stays open, in seconds."
    )
    breaker_probes: int = Field(
        default=3,
        ge=1,
        description="How many calls a half-open circuit breaker lets through. All must succeed to close it.",
    )

    retry_after: float = Field(
        default=60.0, gt=0, description="The longest pause that a vendor's Retry-After can set, in seconds."
    )
    retry_after_unknown: float = Field(
        default=1.0,
        ge=0,
        description="The pause after a 429 without a readable Retry-After, in seconds.",
    )
    gate_wait: float = Field(
        default=2.0,
        ge=0,
        description="How long a call waits for such a pause to end, in seconds. It fails at once if more time is "
        "left.",
    )
    calls_per_second: float | None = Field(
        default=None,
        gt=0,
        description="The maximum number of calls per second. Without it there is no limit.",
    )

    @model_validator(mode="after")
    def _orders_hold(self) -> Self:
        if self.retry_shortest > self.retry_longest:
            raise ValueError("retry_shortest must not exceed retry_longest")
        if self.breaker_open > self.breaker_longest:
            raise ValueError("breaker_open must not exceed breaker_longest")
        return self

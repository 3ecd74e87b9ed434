"""Who asks: made where a request comes in, and handed down from there."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever sent a request; what belongs to one caller is no other's.

    Attributes:
        tenant: whose accounts and whose stored data it is about.
        id: names the caller within the tenant; stands in what is stored.
    """

    tenant: str
    id: str

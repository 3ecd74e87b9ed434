"""The caller of a request, created where the request arrives and passed down."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Caller:
    """The caller of a request; data of one caller is not shown to another.

    Attributes:
        tenant: the tenant, whose accounts and stored data the caller uses.
        id: identifies the caller within the tenant; it is stored.
    """

    tenant: str
    id: str

"""The caller of a request, created where the request arrives and passed down."""

from typing import NamedTuple


# A tuple, as `Account` is: each request looks it up in several places, and a tuple's hash is computed in C.
class Caller(NamedTuple):
    """The caller of a request; data of one caller is not shown to another.

    Attributes:
        tenant: the tenant, whose accounts and stored data the caller uses.
        id: identifies the caller within the tenant; it is stored.
    """

    tenant: str
    id: str

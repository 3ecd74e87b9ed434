"""What Havn sends."""

from msgspec import UNSET, UnsetType

from vendors.payload import Row, Scalar, VendorPayload, named


class Order(VendorPayload, kw_only=True):
    """An order to a screen in a visit."""

    id: str
    do: str | None = None
    on: bool | None = None
    state: str | None = None

    def __post_init__(self) -> None:
        named(self.id)


class Screen(VendorPayload, kw_only=True):
    """A screen, alone or in a visit; only there with its orders."""

    id: str
    name: str | None = None
    place: str | None = None
    orders: list[Order] | UnsetType = UNSET

    def __post_init__(self) -> None:
        named(self.id)


class Visit(Row, kw_only=True):
    """A visit."""

    id: str
    title: Scalar = None
    begins: Scalar = None
    minutes: Scalar = None
    host: Scalar = None
    status: Scalar = None
    screens: list[Screen] | None = None

    def __post_init__(self) -> None:
        named(self.id)

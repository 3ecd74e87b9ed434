"""Settings that every vendor's account has: credentials, and the limits of its calls."""

from collections.abc import Collection
from typing import ClassVar, Self, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, SecretStr, model_validator

from vendors.transports.limits import HttpLimits
from vendors.transports.request import BaseUrl

Fields: TypeAlias = tuple[str, ...]


class AccountSettings(BaseModel):
    """One account; read from MEETGRAPH_<VENDOR>__<FIELD>.

    Attributes:
        ways_in: the sufficient sets of credentials, the preferred one first.
        names: the fields that identify the account; with wrong values the vendor finds nothing.
    """

    # A refused value must not be printed with the error: it may be a misplaced secret. Misspelt names are refused,
    # because a missing secret would otherwise be noticed only when it is needed.
    model_config = ConfigDict(frozen=True, hide_input_in_errors=True, extra="forbid")

    ways_in: ClassVar[tuple[Fields, ...]]
    names: ClassVar[Fields] = ()

    base_url: BaseUrl
    limits: HttpLimits = Field(default=HttpLimits(), description="The limits of calls to the account.")

    @classmethod
    def lacking(cls, given: Collection[str]) -> tuple[Fields, ...]:
        """The missing fields, as alternatives of which one is sufficient; () if none is missing."""
        needed = tuple(name for name, field in cls.model_fields.items() if field.is_required())
        ways = [way for way in cls.ways_in if set(way) <= set(given)]
        if not ways:
            # If a set of credentials is partly given, the other sets are not suggested.
            begun = {way: len(set(way) & set(given)) for way in cls.ways_in}
            ways = [way for way, count in begun.items() if count == max(begun.values())]
        lacks = (dict.fromkeys(name for name in (*needed, *way) if name not in given) for way in ways)
        alternatives = tuple(map(tuple, lacks))
        return () if () in alternatives else alternatives

    @property
    def credentials(self) -> Fields:
        """The credentials that calls use."""
        return next(way for way in self.ways_in if all(getattr(self, name) is not None for name in way))

    @property
    def secrets(self) -> tuple[str, ...]:
        """The values of all secret settings."""
        values = (getattr(self, name) for name in type(self).model_fields)
        return tuple(value.get_secret_value() for value in values if isinstance(value, SecretStr))

    @model_validator(mode="after")
    def _has_a_way_in(self) -> Self:
        if not any(all(getattr(self, name) is not None for name in way) for way in self.ways_in):
            raise ValueError(f"{' or '.join(' and '.join(way) for way in self.ways_in)} must be set")
        return self

"""Calls whose answers are decoded from their bytes straight into payloads if they are as documented.

This takes a third to four fifths of the time of decoding to objects of Python's own first. Every other body, such as an
error, one with a row that cannot be read, or another envelope, is decoded to such objects, which `read_rows` reads row
by row and, where a row does not follow the contract, field by field.
"""

from collections.abc import Sequence
from typing import Any, Self

import msgspec
from msgspec import UNSET
from msgspec.structs import asdict

from models.operation import Safe
from vendors.decoding import is_unicode
from vendors.drift import DriftRecord
from vendors.payload import Row
from vendors.samples import place_of


class TypedCall(Safe):
    """The name of a safe call, and how it answers: by an object with a payload, or a list of them, in one field."""

    _kind: type[Row]
    _decoder: "msgspec.json.Decoder[Any]"

    @classmethod
    def _of(cls, operation: str, kind: type[Row], answers: Any) -> Self:
        call = super().__new__(cls, operation)
        call._kind = kind
        call._decoder = msgspec.json.Decoder(answers)
        return call

    def decoded(self, body: bytes | bytearray, record: DriftRecord) -> Any:
        """The body with payloads in place of the object or of the list's items.

        Raises:
            ValueError, RecursionError: it is not as documented, or it is one of those that are looked at for drift,
                which needs plain objects.
        """
        if record.is_answer_due(self._kind, place_of(self)):
            raise ValueError("it is to be looked at")
        if not is_unicode(body):
            # Texts in fields that are not read are skipped unseen.
            raise ValueError("it is not UTF-8")
        found = self._decoder.decode(body)
        if isinstance(found, list):
            return found
        return {name: value for name, value in asdict(found).items() if value is not UNSET}


class ListCall(TypedCall):
    """A call that answers a list.

    Args:
        operation: the name.
        kind: the payload of a row.
        field: the list, by the vendor's name.
        beside: the other fields of the object that are read, by the vendor's names.
        rows: a subclass of the payload that refuses rows which the payload reads in another way, if there is one.
        is_bare: whether the list may also come alone.
        is_closed: whether an object with any other field is not as documented.
    """

    def __new__(
        cls,
        operation: str,
        kind: type[Row],
        field: str,
        *beside: str,
        rows: type[Row] | None = None,
        is_bare: bool = False,
        is_closed: bool = False,
    ) -> Self:
        listed: Any = list[rows or kind]  # type: ignore[misc]
        body = _body(field, listed, beside, is_closed=is_closed)
        return cls._of(operation, kind, listed | body if is_bare else body)


class ObjectCall(TypedCall):
    """A call that answers one object, beside which there is nothing but what is named.

    Args:
        operation, field, beside: as those of a `ListCall`.
        kind: the payload.
        usual: its subclass that refuses what the payload reads in another way.
    """

    def __new__(cls, operation: str, kind: type[Row], field: str, *beside: str, usual: type[Row]) -> Self:
        return cls._of(operation, kind, _body(field, usual, beside, is_closed=True))


def _body(field: str, holds: Any, beside: Sequence[str], *, is_closed: bool) -> Any:
    others = [(other, Any, UNSET) for other in beside]
    return msgspec.defstruct("Body", [(field, holds), *others], forbid_unknown_fields=is_closed)

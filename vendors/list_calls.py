"""Calls that answer lists, which are decoded from their bytes straight into payloads if they are as documented.

This takes a third of the time of decoding a body to objects of Python's own first. Every other body, such as an error,
one with a row that cannot be read, or another envelope, is decoded to such objects, which `read_rows` reads row by row
and, where a row does not follow the contract, field by field.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import msgspec
from msgspec import UNSET

from models.operation import Safe
from vendors.decoding import is_unicode
from vendors.drift import DriftRecord
from vendors.payload import Row
from vendors.samples import Sample, place_of


class ListCall(Safe):
    """The name of a safe call, and how it answers: by an object with a list in one of its fields.

    Args:
        operation: the name.
        kind: the payload of a row.
        field: the list, by the vendor's name.
        beside: the other fields of the object that are read, by the vendor's names.
        rows: a subclass of the payload that refuses rows which the payload reads in another way, if there is one.
        is_bare: whether the list may also come alone.
        is_closed: whether an object with any other field is not as documented.
        plain: prepares a row for its comparison with the documentation.
    """

    _kind: type[Row]
    _field: str
    _plain: Callable[[Any], Any] | None
    _typed: "msgspec.json.Decoder[Any]"
    _apart: "msgspec.json.Decoder[Any]"

    def __new__(
        cls,
        operation: str,
        kind: type[Row],
        field: str,
        *beside: str,
        rows: type[Row] | None = None,
        is_bare: bool = False,
        is_closed: bool = False,
        plain: Callable[[Any], Any] | None = None,
    ) -> "ListCall":
        def decoder(row: Any) -> "msgspec.json.Decoder[Any]":
            listed: Any = list[row]
            others = [(other, Any, UNSET) for other in beside]
            body = msgspec.defstruct("Body", [(field, listed), *others], forbid_unknown_fields=is_closed)
            return msgspec.json.Decoder(listed | body if is_bare else body)

        call = super().__new__(cls, operation)
        call._kind, call._field, call._plain = kind, field, plain
        call._typed, call._apart = decoder(rows or kind), decoder(msgspec.Raw)
        return call

    def decoded(self, body: bytes | bytearray, record: DriftRecord) -> Any:
        """The body with payloads in place of the list's items; now and then some of these are looked at for drift.

        Raises:
            ValueError, RecursionError: it is not as documented.
        """
        if not is_unicode(body):
            # Texts in fields that are not read are skipped unseen.
            raise ValueError("it is not UTF-8")
        found = self._typed.decode(body)
        if record.is_list_due(self._kind, place_of(self)):
            Sample(record).look_at_some(_Apart(self._rows(body), self._plain), self._kind, self)
        return found if isinstance(found, list) else dict(_fields_of(found))

    def _rows(self, body: bytes | bytearray) -> list[msgspec.Raw]:
        found = self._apart.decode(body)
        rows: list[msgspec.Raw] = found if isinstance(found, list) else getattr(found, self._field)
        return rows


class _Apart(Sequence[Any]):
    """Rows that are decoded one by one, when they are looked at."""

    def __init__(self, rows: list[msgspec.Raw], plain: Callable[[Any], Any] | None) -> None:
        self._rows, self._plain = rows, plain

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, place: Any) -> Any:
        row = msgspec.json.decode(self._rows[place])
        return row if self._plain is None else self._plain(row)


def _fields_of(body: msgspec.Struct) -> Iterator[tuple[str, Any]]:
    for name in body.__struct_fields__:
        value = getattr(body, name)
        if value is not UNSET:
            yield name, value

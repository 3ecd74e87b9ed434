"""Views: models over a vendor's row, whose attributes are translated when they are read for the first time.

A view is a subclass of its model and of `View`. Its class body is the mapping, one line for each attribute: which field
of the row it comes from and how that is translated, or how it follows from several. An attribute that no line names has
the model's default. To its reader a view is the model: frozen, equal to a plain one with the same values, printed the
same way.

To keep a model longer than the operation, keep `plain(model)`, because a view references its row.
"""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import MISSING, fields, is_dataclass
from dataclasses import replace as _replaced  # noqa: TID251
from functools import cache
from itertools import repeat
from typing import Any, ClassVar, Final, TypeVar, cast, get_args, get_type_hints

T = TypeVar("T")

_new = object.__new__

# Where a view holds the names of the attributes that were translated together with those of other views.
TRANSLATED: Final = "_translated"

# What a list reads of every row, shown or not: its key, its time and what is filtered by most.
_OF_EVERY_ROW = ("key", "starts_at", "created_at", "state", "vendor_state")


class View:
    """Base of all views.

    Attributes:
        model: the plain class of the model.
        mapped: the names of the attributes that have a line of their own.
    """

    __slots__ = ()

    model: ClassVar[type]
    mapped: ClassVar[tuple[str, ...]]

    def __init_subclass__(cls, **named: Any) -> None:
        super().__init_subclass__(**named)
        cls.model = next(base for base in cls.__mro__ if "__dataclass_fields__" in base.__dict__)
        inherited = {name for base in cls.__bases__ for name in getattr(base, "mapped", ())}
        cls.mapped = tuple(name for name in names_of(cls.model) if name in cls.__dict__ or name in inherited)
        for field in fields(cls.model):
            if field.name in cls.mapped:
                continue
            if field.default is MISSING:
                raise TypeError(f"{cls.__name__} lacks {field.name}")
            setattr(cls, field.name, field.default)
        _share_names_of(cls)

    @classmethod
    def over(cls: type[T], row: Any, answer: Any, **known: Any) -> T:
        """A view of a row.

        Args:
            row: what the vendor sent of the thing.
            answer: what all rows of the answer share, such as the account and the moment.
            known: the attributes that are `supplied`.
        """
        view = _new(cls)
        held = view.__dict__
        held["_row"] = row
        held["_answer"] = answer
        if known:
            held |= known
        return view

    @classmethod
    def over_each(cls: type[T], rows: Iterable[Any], answer: Any, **known: Any) -> tuple[T, ...]:
        """Views of many rows; the arguments are those of `over`, and what is known is so of all of them."""
        every = tuple(rows)
        views = tuple(map(_new, repeat(cls, len(every))))
        for view, row in zip(views, every, strict=True):
            held = view.__dict__
            held["_row"] = row
            held["_answer"] = answer
            if known:
                held |= known
        return views

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"{type(self).__name__} is frozen")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{type(self).__name__} is frozen")

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, self.model):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in names_of(self.model))

    def __hash__(self) -> int:
        return hash(tuple(getattr(self, name) for name in names_of(self.model)))

    def __repr__(self) -> str:
        shown = (f"{field.name}={getattr(self, field.name)!r}" for field in fields(self.model) if field.repr)
        return f"{self.model.__qualname__}({', '.join(shown)})"

    def __reduce__(self) -> Any:
        return _made, (self.model, {name: getattr(self, name) for name in names_of(self.model)})

    def __copy__(self: T) -> T:
        return self


def note_with(view: View, field: Hashable, note: Callable[[], None]) -> None:
    """Notes something about a field of a view's row: the first time, and whenever `translate` shows the view."""
    notes: dict[Hashable, Callable[[], None]] = view.__dict__.setdefault("_notes", {})
    if field not in notes:
        notes[field] = note
        note()


def with_changes(model: T, **changes: Any) -> T:
    """The model with other values of some attributes; of a view none is translated for it."""
    if not isinstance(model, View):
        return cast("T", _replaced(cast(Any, model), **changes))
    view = _new(type(model))
    held = view.__dict__
    if "_under" in model.__dict__:
        # One level at most, so that a change of an attribute without a line is never hidden by the class' default.
        held.update(model.__dict__)
    else:
        held["_under"] = model
    held.update(changes)
    return cast("T", view)


def plain(value: T) -> T:
    """The same value without views at any depth, so that it keeps no row; the very same object where it has none."""
    return cast("T", _PLAIN_OF[value.__class__](value))


def _plain_tuple(value: tuple[Any, ...]) -> tuple[Any, ...]:
    entries = [_PLAIN_OF[entry.__class__](entry) for entry in value]
    is_same = all(new is old for new, old in zip(entries, value, strict=True))
    return value if is_same else tuple(entries)


def _plain_view(view: Any) -> Any:
    # What has no line is the model's default, unless it was changed since.
    values: dict[str, Any] = dict.fromkeys(view.mapped)
    if "_under" in view.__dict__:
        values |= dict.fromkeys(view.__dict__.keys() & set(names_of(view.model)))
    for name in values:
        value = getattr(view, name)
        values[name] = value if value is None else _PLAIN_OF[value.__class__](value)
    return view.model(**values)


def _plain_model(model: Any) -> Any:
    changes = {}
    for name in names_of(model.__class__):
        value = getattr(model, name)
        if (new := _PLAIN_OF[value.__class__](value)) is not value:
            changes[name] = new
    return _replaced(model, **changes) if changes else model


def _itself(value: Any) -> Any:
    return value


class _PlainOf(dict[type, Callable[[Any], Any]]):
    """What makes a plain value of one of a class; found out once for each class."""

    def __missing__(self, kind: type) -> Callable[[Any], Any]:
        if kind is tuple:
            found: Callable[[Any], Any] = _plain_tuple
        elif issubclass(kind, View):
            found = _plain_view
        elif is_dataclass(kind) and any(map(may_hold_views, get_type_hints(kind).values())):
            found = _plain_model
        else:
            found = _itself
        self[kind] = found
        return found


_PLAIN_OF: Final = _PlainOf()


def may_hold_views(hint: Any) -> bool:
    """Whether a field of this type may hold a model, or anything."""
    if isinstance(hint, TypeVar) or hint in (Any, object) or is_dataclass(hint):
        return True
    return any(map(may_hold_views, get_args(hint)))


def _share_names_of(cls: type) -> None:
    """Has the dicts of a view class' instances share these names, so that each has only the values.

    Python lets an instance's dict share the names that the first instances had; with a further one it becomes a dict of
    its own, of twice the size.
    """
    held: dict[str, Any] = _new(cls).__dict__
    for name in ("_row", "_answer", TRANSLATED, *(name for name in _OF_EVERY_ROW if hasattr(cls, name))):
        held[name] = None


def _made(model: type, values: dict[str, Any]) -> Any:
    return model(**values)


@cache
def names_of(model: type) -> tuple[str, ...]:
    """The names of a model's attributes."""
    return tuple(field.name for field in fields(model))

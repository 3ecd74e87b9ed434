"""The lines of a view's class body: attributes that are translated when they are read, of one view or of many."""

from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter
from typing import Any

from models.columns import column_of


class ViewAttribute:
    """A line of a view's class body: an attribute that is translated when it is read for the first time.

    It has no `__set__`, so that Python finds the value in the instance once it is there.

    Attributes:
        of: gives the value of a view that lies over no other.
    """

    __slots__ = ("_name",)

    of: Callable[[Any], Any]

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, view: Any, owner: type | None = None) -> Any:
        if view is None:
            return self
        held = view.__dict__
        value = getattr(held["_under"], self._name) if "_under" in held else self.of(view)
        held[self._name] = value
        return value

    def column(self, views: Sequence[Any], held: Sequence[dict[str, Any]]) -> Iterable[Any]:
        """The values of several such views, of one class; args as `fill`."""
        return map(self.of, views)

    def fill(self, views: Sequence[Any], held: Sequence[dict[str, Any]]) -> Sequence[Any]:
        """Translates the attribute of several such views, and gives its values.

        Rows are read in columns, so if the first was not read before, the others are taken as unread, too: looking at
        each would be a fifth of the work, and whatever was read has the same value again.

        Args:
            held: what each of them holds.
        """
        name = self._name
        if held and name in held[0]:
            if unread := [view for view in views if name not in view.__dict__]:
                self.fill(unread, [view.__dict__ for view in unread])
            return [values[name] for values in held]
        column = list(self.column(views, held))
        for values, value in zip(held, column, strict=True):
            values[name] = value
        return column


class DerivedAttribute(ViewAttribute):
    """An attribute that a function makes of the view."""

    __slots__ = ("of",)

    def __init__(self, of: Callable[[Any], Any]) -> None:
        self.of = of

    def column(self, views: Sequence[Any], held: Sequence[dict[str, Any]]) -> Iterable[Any]:
        together = column_of(self.of)
        return map(self.of, views) if together is None else together(views)


class CombinedAttribute(DerivedAttribute):
    """An attribute that a function makes of others."""

    __slots__ = ("_function", "_names", "_reads")

    def __init__(self, function: Callable[..., Any], *names: str) -> None:
        read: Callable[[Any], Any] = attrgetter(*names)
        # Of one name, it gives the value itself.
        super().__init__(
            (lambda view: function(read(view))) if len(names) == 1 else (lambda view: function(*read(view)))
        )
        self._function = function
        self._names = names
        self._reads = tuple(map(attrgetter, names))

    def column(self, views: Sequence[Any], held: Sequence[dict[str, Any]]) -> Iterable[Any]:
        columns: list[Sequence[Any]] = []
        for name, read in zip(self._names, self._reads, strict=True):
            line = getattr(type(views[0]), name, None) if views else None
            if isinstance(line, ViewAttribute):
                columns.append(line.fill(views, held))
            else:
                columns.append(list(map(read, views)))
        together = column_of(self._function)
        return map(self._function, *columns) if together is None else together(*columns)


class SuppliedAttribute(ViewAttribute):
    """An attribute that is given when the view is created."""

    __slots__ = ()

    def of(self, view: Any) -> Any:
        raise TypeError(f"a {type(view).__name__} was made without what it needs")

    def fill(self, views: Sequence[Any], held: Sequence[dict[str, Any]]) -> Sequence[Any]:
        """Gives the values, which each view has."""
        return [values[self._name] for values in held]


def supplied() -> Any:
    """A line of a view's class body: an attribute that is given when the view is created."""
    return SuppliedAttribute()


def derived(of: Callable[[Any], Any]) -> Any:
    """A line of a view's class body: an attribute that a function makes of the view."""
    return DerivedAttribute(of)


def combined(function: Callable[..., Any], *names: str) -> Any:
    """A line of a view's class body: an attribute that a function makes of the attributes with these names."""
    return CombinedAttribute(function, *names)

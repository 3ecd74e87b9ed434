"""The lines of a view's class body: attributes that are translated when they are read, of one view or of many."""

from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter
from typing import Any


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

    def column(self, views: Sequence[Any]) -> Iterable[Any]:
        """The values of several such views, of one class."""
        return map(self.of, views)

    def fill(self, views: Sequence[Any], held: Sequence[dict[str, Any]]) -> None:
        """Translates the attribute of those of several such views of which it was not read before.

        Args:
            held: what each of them holds.
        """
        name = self._name
        unread = [values for values in held if name not in values]
        if len(unread) < len(held):
            views = [view for view in views if name not in view.__dict__]
        for values, value in zip(unread, self.column(views), strict=True):
            values[name] = value


class DerivedAttribute(ViewAttribute):
    """An attribute that a function makes of the view."""

    __slots__ = ("of",)

    def __init__(self, of: Callable[[Any], Any]) -> None:
        self.of = of


class CombinedAttribute(DerivedAttribute):
    """An attribute that a function makes of others."""

    __slots__ = ("_function", "_names", "_reads")

    def __init__(self, function: Callable[..., Any], *names: str) -> None:
        super().__init__(lambda view: function(*(getattr(view, name) for name in names)))
        self._function = function
        self._names = names
        self._reads = tuple(map(attrgetter, names))

    def column(self, views: Sequence[Any]) -> Iterable[Any]:
        held = [view.__dict__ for view in views]
        for name in self._names:
            line = getattr(type(views[0]), name) if views else None
            if isinstance(line, ViewAttribute):
                line.fill(views, held)
        return map(self._function, *(map(read, views) for read in self._reads))


def supplied() -> Any:
    """A line of a view's class body: an attribute that is given when the view is created."""
    return DerivedAttribute(_missing)


def derived(of: Callable[[Any], Any]) -> Any:
    """A line of a view's class body: an attribute that a function makes of the view."""
    return DerivedAttribute(of)


def combined(function: Callable[..., Any], *names: str) -> Any:
    """A line of a view's class body: an attribute that a function makes of the attributes with these names."""
    return CombinedAttribute(function, *names)


def _missing(view: Any) -> Any:
    raise TypeError(f"a {type(view).__name__} was made without what it needs")

"""Refuses values of an input that exceed its declared limits, before any resolver runs."""

from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLField,
    GraphQLID,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    get_named_type,
    get_nullable_type,
)

from graph.schema.declaration import MutationRoot, declaration_of, model_of
from graph.schema.input_fields import Limits, limits_of
from models.bounds import Bounds
from models.errors import BadInput
from models.problem import InvalidInput, ProblemCode

# The most problems that are reported for one input.
PROBLEMS_AT_MOST = 20

Place = tuple[str, ...]


def check_of(field: GraphQLField) -> Callable[[Mapping[str, Any]], Any] | None:
    """What checks the arguments of a field; None where nothing of them is limited.

    Of a mutation it gives a payload with the problems, if there are any. Of any other field it raises `BadInput`.
    """
    refused = _payload(field)
    arguments = {
        name: given
        for name, given in field.args.items()
        # What reads takes ids one by one, and a bad one is refused where it is decoded.
        if _is_bounded(given) and (refused is not None or get_nullable_type(given.type) is not GraphQLID)
    }
    if not arguments:
        return None
    find = _Excess(of_write=refused is not None)

    def check(given: Mapping[str, Any]) -> Any:
        found = (
            problem
            for name, value in given.items()
            if name in arguments
            for problem in find.of(arguments[name], value, (name,))
        )
        wrong = tuple(islice(found, PROBLEMS_AT_MOST))
        if not wrong:
            return None
        if refused is not None:
            return refused(problems=wrong)
        place = ".".join(wrong[0].path or ())
        raise BadInput(wrong[0].message.replace("This", f"`{place}`", 1))

    return check


def limited(resolve: Callable[..., Any], check: Callable[[Mapping[str, Any]], Any]) -> Callable[..., Any]:
    """The resolver of a field that checks its arguments first."""

    def resolve_limited(root: object, info: Any, **given: Any) -> Any:
        refused = check(given)
        return resolve(root, info, **given) if refused is None else refused

    return resolve_limited


class _Excess:
    """Finds what of a value is outside its bounds, or can be sent to nobody.

    Args:
        of_write: whether the value is a mutation's. Then only what is too long to be worked on is found: numbers, and
            what is too short, are checked with all that the write requires beside, so that all problems are told at
            once. What reads takes ids one by one: a bad one is refused where it is decoded, and costs its own place
            only.
    """

    def __init__(self, *, of_write: bool) -> None:
        self._of_write = of_write
        # By the identity of what is declared, which the schema keeps: a field may be resolved for every row of a list.
        self._limits: dict[int, Limits] = {}

    def of(
        self, declared: GraphQLArgument | GraphQLInputField, value: Any, place: Place
    ) -> Iterator[InvalidInput]:
        """The problems of an argument or input field."""
        limits = self._limits.get(id(declared))
        if limits is None:
            limits = self._limits[id(declared)] = limits_of(declared)
        return self._in(declared.type, value, limits, place)

    def _in(
        self, type_: GraphQLInputType, value: Any, limits: Limits, place: Place
    ) -> Iterator[InvalidInput]:
        if isinstance(type_, GraphQLNonNull):
            type_ = type_.of_type
        if isinstance(value, list) and isinstance(type_, GraphQLList):
            if (problem := self._outside(limits.entries, len(value), "hold {} entries", place)) is not None:
                yield problem
                return
            for index, entry in enumerate(value):
                yield from self._in(type_.of_type, entry, limits, (*place, str(index)))
        elif isinstance(value, dict) and isinstance(type_, GraphQLInputObjectType):
            for name, given in type_.fields.items():
                if (inner := value.get(given.out_name or name)) is not None:
                    yield from self.of(given, inner, (*place, name))
        elif isinstance(value, str) and limits.characters is not None:
            if type_ is not GraphQLID or self._of_write:
                yield from self._in_text(value, limits.characters, place)
        elif isinstance(value, int) and not self._of_write:
            problem = self._outside(limits.number, value, "be {.as_range}", place)
            yield from () if problem is None else (problem,)

    def _in_text(self, text: str, bounds: Bounds, place: Place) -> Iterator[InvalidInput]:
        problem = self._outside(bounds, len(text), "have {} characters", place, text=True)
        if problem is not None:
            yield problem
        elif not text.isascii() and any("\ud800" <= letter <= "\udfff" for letter in text):
            message = "This contains an incomplete character (a lone surrogate), which cannot be sent."
            yield InvalidInput(message=message, code=ProblemCode.INVALID, path=place)

    def _outside(
        self, bounds: Bounds | None, size: int, wanted: str, place: Place, *, text: bool = False
    ) -> InvalidInput | None:
        """The problem of a size outside its bounds, if it is."""
        if bounds is None:
            return None
        if bounds.most is not None and size > bounds.most:
            code, limit = ProblemCode.TOO_LONG if text else ProblemCode.TOO_LARGE, bounds.most
        elif bounds.least is not None and size < bounds.least and not self._of_write:
            code, limit = ProblemCode.TOO_SHORT if text else ProblemCode.TOO_SMALL, bounds.least
        else:
            return None
        message = f"This must {wanted.format(bounds)}."
        return InvalidInput(message=message, code=code, path=place, limit=limit)


def _is_bounded(given: GraphQLArgument | GraphQLInputField) -> bool:
    """Whether there is a bound to it, or to what it may hold."""
    limits, named = limits_of(given), get_named_type(given.type)
    if limits.entries is not None or limits.characters is not None or limits.number is not None:
        return True
    return isinstance(named, GraphQLInputObjectType) and any(map(_is_bounded, named.fields.values()))


def _payload(field: GraphQLField) -> Callable[..., Any] | None:
    """The model behind what a mutation answers; None where the field is none of ours that write."""
    declaration = declaration_of(field)
    if declaration is None or not isinstance(declaration.source, MutationRoot):
        return None
    model: Callable[..., Any] = model_of(get_named_type(field.type))
    return model

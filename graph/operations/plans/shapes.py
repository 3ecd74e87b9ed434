"""The shapes of fields' values: leaves, lists and objects, each made of a type of the schema once."""

from dataclasses import dataclass, field
from typing import Any, TypeAlias, cast

from graphql import (
    GraphQLAbstractType,
    GraphQLLeafType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLScalarType,
    GraphQLSchema,
    is_abstract_type,
    is_leaf_type,
    specified_scalar_types,
)

from graph.operations.plans.leaves import QuickLeaf, quick_leaf, quickly
from graph.schema.declaration import model_of

Class: TypeAlias = type


@dataclass(frozen=True, slots=True)
class Leaf:
    """A scalar or an enum value."""

    type: GraphQLLeafType
    nullable: bool
    quick: QuickLeaf

    def learn(self, kind: Class) -> None:
        """Recognises values of a class from now on, if the type is a scalar of our own."""
        if isinstance(self.type, GraphQLScalarType) and self.type.name not in specified_scalar_types:
            self.quick.by_class[kind] = quickly(self.type)


@dataclass(frozen=True, slots=True)
class Many:
    """A list.

    Attributes:
        item: the shape of its items.
    """

    item: "Shape"
    nullable: bool


@dataclass(frozen=True, slots=True)
class One:
    """An object of one type.

    Attributes:
        accepted: the classes of objects that are known to be of the type.
        by_class: whether the class of an object decides that.
    """

    type: GraphQLObjectType
    nullable: bool
    by_class: bool
    accepted: set[Class] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class OneOf:
    """An object of one of several types."""

    type: GraphQLAbstractType
    nullable: bool


Shape: TypeAlias = Leaf | Many | One | OneOf


class Shapes:
    """The shapes of a schema's types."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[GraphQLOutputType, Shape]] = {}

    def of(self, type_: GraphQLOutputType) -> Shape:
        """The shape of a type."""
        known = self._known.get(id(type_))
        if known is None:
            # The type is kept beside it, so that its id is not another's.
            known = self._known[id(type_)] = (type_, self._made(type_))
        return known[1]

    def _made(self, type_: GraphQLOutputType) -> Shape:
        nullable = not isinstance(type_, GraphQLNonNull)
        inner: Any = type_.of_type if isinstance(type_, GraphQLNonNull) else type_
        if isinstance(inner, GraphQLList):
            return Many(self.of(inner.of_type), nullable)
        if is_leaf_type(inner):
            return Leaf(inner, nullable, quick_leaf(inner))
        if is_abstract_type(inner):
            return OneOf(inner, nullable)
        return One(inner, nullable, by_class=inner.is_type_of is None or model_of(inner) is not None)


def shapes_of(schema: GraphQLSchema) -> Shapes:
    """The shapes of a schema, which are kept with it."""
    return cast("Shapes", schema.extensions.setdefault(Shapes, Shapes()))  # type: ignore[call-overload]

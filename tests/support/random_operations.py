"""Makes random operations of a schema: aliases, merged fields, fragments, conditions, arguments and variables."""

import json
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
    is_composite_type,
    parse,
    parse_value,
    print_ast,
    value_from_ast_untyped,
)

# The text of a value for an argument; None for no value.
ValueOf = Callable[[random.Random, str, Any], str | None]

_CONDITIONS = ("yes", "no", "perhaps")


@dataclass(frozen=True, slots=True)
class RandomOperation:
    """An operation, and values for its variables."""

    text: str
    variables: Mapping[str, Any]


@dataclass
class RandomOperations:
    """Makes operations that are most often valid.

    Attributes:
        schema: the schema.
        value_of: gives values of scalars, by the argument's or input field's name and its type.
        leaves_out: fields that are not selected, such as "Query.audit".
        weights: how often fields are selected in relation to others.
        depth: how deep fields are nested.
        most: how many fields an operation has at most.
    """

    schema: GraphQLSchema
    value_of: ValueOf
    leaves_out: frozenset[str] = frozenset()
    weights: Mapping[str, int] = field(default_factory=dict)
    depth: int = 5
    most: int = 60
    _left: int = field(init=False, default=0)
    _random: random.Random = field(init=False, default_factory=random.Random)
    _fragments: dict[str, str] = field(init=False, default_factory=dict)
    _variables: dict[str, tuple[str, Any]] = field(init=False, default_factory=dict)
    _aliases: dict[tuple[str, str], str] = field(init=False, default_factory=dict)

    def make(self, seed: int, kind: str = "query") -> RandomOperation:
        """The operation of a seed."""
        self._random = random.Random(seed)
        self._left = self._random.randint(3, self.most)
        self._fragments, self._variables, self._aliases = {}, {}, {}
        root = {
            "query": self.schema.query_type,
            "mutation": self.schema.mutation_type,
        }[kind]
        assert root is not None
        selection = self._selection(root, self.depth, is_root=True)
        declared = " ".join(f"${name}: {type_}" for name, (type_, _) in self._variables.items())
        head = f"{kind} Random({declared})" if declared else kind
        fragments = " ".join(self._fragments.values())
        text = f"{head} {selection} {fragments}"
        return RandomOperation(text, {name: value for name, (_, value) in self._variables.items()})

    def _selection(self, type_: GraphQLNamedType, depth: int, *, is_root: bool = False) -> str:
        found: list[str] = []
        for _ in range(self._random.randint(1, 4 if is_root else 7)):
            roll = self._random.random()
            if isinstance(type_, GraphQLUnionType) or roll < 0.15:
                found.append(self._fragment(type_, depth))
            elif roll < 0.22 and not (is_root and type_ is self.schema.mutation_type):
                found.append(f"__typename{self._condition()}")
            else:
                chosen = self._field(type_, depth)
                if chosen:
                    found.append(chosen)
                    if self._random.random() < 0.06:
                        found.append(chosen)
        return f"{{ {' '.join(found) or '__typename'} }}"

    def _fragment(self, type_: GraphQLNamedType, depth: int) -> str:
        possible = self._related(type_)
        on = self._random.choice(possible)
        if depth <= 0 or self._left <= 0:
            return "__typename"
        if self._random.random() < 0.6:
            condition = f" on {on.name}" if on is not type_ or self._random.random() < 0.5 else ""
            return f"...{condition}{self._condition()} {self._selection(on, depth)}"
        name = f"F{len(self._fragments)}"
        self._fragments[name] = ""
        self._fragments[name] = f"fragment {name} on {on.name} {self._selection(on, depth)}"
        return " ".join(f"...{name}{self._condition()}" for _ in range(self._random.choice((1, 1, 2))))

    def _related(self, type_: GraphQLNamedType) -> list[GraphQLNamedType]:
        """The types that a fragment here may be on."""
        if isinstance(type_, GraphQLObjectType):
            return [type_, *type_.interfaces]
        assert isinstance(type_, GraphQLInterfaceType | GraphQLUnionType)
        return [type_, *self.schema.get_possible_types(type_)]

    def _field(self, type_: GraphQLNamedType, depth: int) -> str:
        assert isinstance(type_, GraphQLObjectType | GraphQLInterfaceType)
        names = [
            name
            for name, each in type_.fields.items()
            if f"{type_.name}.{name}" not in self.leaves_out
            and (depth > 1 or not is_composite_type(get_named_type(each.type)))
            and not name.startswith("_")
        ]
        if not names or self._left <= 0:
            return ""
        self._left -= 1
        weights = [self.weights.get(f"{type_.name}.{name}", 1) for name in names]
        [name] = self._random.choices(names, weights)
        chosen = type_.fields[name]
        arguments = self._arguments(chosen)
        if arguments is None:
            return ""
        key = self._aliases.setdefault((name, arguments), f"{name}{len(self._aliases)}")
        alias = f"{key}: " if arguments or self._random.random() < 0.25 else ""
        named = get_named_type(chosen.type)
        below = f" {self._selection(named, depth - 1)}" if is_composite_type(named) else ""
        return f"{alias}{name}{arguments}{self._condition()}{below}"

    def _condition(self) -> str:
        if self._random.random() > 0.08:
            return ""
        directive = self._random.choice(("skip", "include"))
        if self._random.random() < 0.5:
            return f" @{directive}(if: {self._random.choice(('true', 'false'))})"
        name = self._random.choice(_CONDITIONS)
        self._variables.setdefault(name, ("Boolean!", self._random.random() < 0.5))
        return f" @{directive}(if: ${name})"

    def _arguments(self, chosen: GraphQLField) -> str | None:
        """The arguments of a field, as text; None if one that it needs has no value."""
        found = []
        for name, argument in chosen.args.items():
            needed = isinstance(argument.type, GraphQLNonNull)
            if not needed and self._random.random() < 0.5:
                continue
            text = self._value(name, argument.type)
            if text is None:
                if needed:
                    return None
                continue
            if self._random.random() < 0.3:
                variable = f"v{len(self._variables)}"
                value = value_from_ast_untyped(parse_value(text))
                self._variables[variable] = (str(argument.type), value)
                text = f"${variable}"
            found.append(f"{name}: {text}")
        return f"({', '.join(found)})" if found else ""

    def _value(self, name: str, type_: Any) -> str | None:
        if isinstance(type_, GraphQLNonNull):
            return self._value(name, type_.of_type)
        if isinstance(type_, GraphQLList):
            items = [self._value(name, type_.of_type) for _ in range(self._random.randint(0, 3))]
            return f"[{', '.join(item for item in items if item is not None)}]"
        if isinstance(type_, GraphQLEnumType):
            return self._random.choice(list(type_.values))
        if isinstance(type_, GraphQLInputObjectType):
            parts = []
            chosen = dict(type_.fields)
            if type_.is_one_of:
                chosen = dict([self._random.choice(list(chosen.items()))])
            for key, inner in chosen.items():
                if type_.is_one_of or isinstance(inner.type, GraphQLNonNull) or self._random.random() < 0.4:
                    value = self._value(key, inner.type)
                    if value is None and isinstance(inner.type, GraphQLNonNull):
                        return None
                    if value is not None:
                        parts.append(f"{key}: {value}")
            return f"{{{', '.join(parts)}}}"
        return self.value_of(self._random, name, type_)


def quoted(text: str) -> str:
    """A text as a value of a document."""
    return json.dumps(text)


def shown(operation: RandomOperation) -> str:
    """An operation to be read in a failure."""
    return f"{print_ast(parse(operation.text))}\nvariables: {json.dumps(operation.variables)}"

"""The policy of each field: what holds for its values, whoever executes the operation.

A policy is data, made once for a schema. graphql-core meets it in the field's resolver, once for each value, and a plan
in its columns (`graph.operations.plans.columns`), once for all values of a column. Both are made of it alone, so that
nothing holds for one of them only.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from graphql import (
    GraphQLField,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    default_field_resolver,
    get_named_type,
)
from strawberry.execution.is_awaitable import optimized_is_awaitable

from graph.operations import authorisation, input_limits, mutation_audit, partial
from graph.schema.declaration import (
    FieldDeclaration,
    MutationRoot,
    Part,
    SubscriptionRoot,
    declaration_of,
    has_key,
)
from graph.schema.secret_types import leads_to, object_fields, secret_types
from models.scope import Scope
from resolvers.context import Context

Resolver = Callable[..., Any]


class ValuePath(Protocol):
    """Where a value stands in the answer; worked out only when somebody asks."""

    def as_list(self) -> list[str | int]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldPolicy:
    """What holds for the values of one field.

    Attributes:
        place: the field in the schema, such as "Pins.moderator".
        resolve: gives a value if nothing of this forbids it; of a mutation, its own limits and records included.
        limits: gives what is answered in place of a value for arguments beyond their limits, or raises.
        requires: the scopes that a principal needs; without one the value is null.
        is_secret: whether a value that is shown is recorded in the audit log.
        leads_to_secrets: whether its values hold secrets, which belong to the object that it is a field of.
        tells_missing: whether missing data is reported at the path of the value.
        is_part: whether it is fetched together with other fields of its object.
    """

    place: str
    resolve: Resolver
    limits: Callable[[Mapping[str, Any]], Any] | None = None
    requires: frozenset[Scope] = frozenset()
    is_secret: bool = False
    leads_to_secrets: bool = False
    tells_missing: bool = False
    is_part: bool = False

    @property
    def notes(self) -> bool:
        """Whether its values are noted for the audit log."""
        return self.is_secret or self.leads_to_secrets

    def allows(self, context: Context) -> bool:
        """Whether the principal may see its values."""
        return self.requires <= context.principal.scopes

    def deny(self, context: Context, node: Hashable, path: ValuePath, count: int = 1) -> None:
        """Notes values that the principal may not see; `path` is that of the first."""
        authorisation.deny(context, self.place, self.requires, node, path, count)

    def note(self, context: Context, value: Any, root: object, node: Hashable, path: ValuePath) -> None:
        """Notes a value for the audit log.

        Args:
            root: the object that it is a value of.
            node: names the field of the document.
        """
        self.note_all(context, (value,), (root,), node, lambda _: (path,))

    def note_all(
        self,
        context: Context,
        values: Sequence[Any],
        roots: Sequence[object],
        node: Hashable,
        paths: Callable[[Sequence[int]], Iterable[ValuePath]],
    ) -> None:
        """As `note`, of many values.

        Args:
            roots: the objects that they are values of.
            paths: gives the paths of some of them, by their numbers; they are seldom needed.
        """
        if self.leads_to_secrets:
            context.revealed.belong(values, roots)
        elif self.is_secret:
            shown = [number for number, value in enumerate(values) if value]
            if shown:
                context.revealed.note(self.place, *[roots[number] for number in shown])
                context.audit_intents.shows(node, paths(shown))


class GovernedResolver:
    """The resolver of a field for graphql-core: a value of the field under its policy."""

    __slots__ = ("policy",)

    def __init__(self, policy: FieldPolicy) -> None:
        self.policy = policy

    def __call__(self, root: Any, info: Any, /, **given: Any) -> Any:
        policy, context = self.policy, info.context
        if policy.requires and not policy.allows(context):
            policy.deny(context, id(info.field_nodes[0]), info.path)
            return None
        if policy.limits is not None and (refused := policy.limits(given)) is not None:
            return refused
        value = policy.resolve(root, info, **given)
        if optimized_is_awaitable(value):
            return self._awaited(value, root, info) if policy.notes or policy.tells_missing else value
        if policy.notes:
            policy.note(context, value, root, id(info.field_nodes[0]), info.path)
        if policy.tells_missing and isinstance(value, list):
            # Each entry is awaited separately, and its missing data is reported at its own path.
            return [
                partial.told(one, info.path.add_key(place)) if optimized_is_awaitable(one) else one
                for place, one in enumerate(value)
            ]
        return value

    async def _awaited(self, value: Any, root: object, info: Any) -> Any:
        policy = self.policy
        if policy.tells_missing:
            found = await partial.told(value, info.path, is_part=policy.is_part)
        else:
            found = await value
        if policy.notes:
            policy.note(info.context, found, root, id(info.field_nodes[0]), info.path)
        return found


def govern(schema: GraphQLSchema) -> None:
    """Makes the policies of all declared fields, and has graphql-core resolve the fields by them.

    A schema that has them already stays as it is.

    Raises:
        TypeError: a field that requires scopes may not be null, or a mutation or subscription requires none.
    """
    if any(policy_of(field) for _, _, field in object_fields(schema)):
        return
    holders = secret_types(schema)
    for type_, name, field in object_fields(schema):
        declaration, place = declaration_of(field), f"{type_.name}.{name}"
        limits = None if type_.name.startswith("_") else input_limits.check_of(field)
        if declaration is None:
            if limits is not None and field.resolve is not None:
                field.resolve = GovernedResolver(
                    FieldPolicy(place=place, resolve=field.resolve, limits=limits)
                )
            continue
        _check(place, field, declaration)
        field.resolve = GovernedResolver(_policy(schema, holders, type_, name, field, limits))
        if field.subscribe is not None:
            limited = field.subscribe if limits is None else input_limits.limited(field.subscribe, limits)
            field.subscribe = authorisation.refusing(limited, place, declaration.requires)


def policy_of(field: GraphQLField) -> FieldPolicy | None:
    """The policy of a field; None where its resolver is all that there is of it."""
    return field.resolve.policy if isinstance(field.resolve, GovernedResolver) else None


def _check(place: str, field: GraphQLField, declaration: FieldDeclaration) -> None:
    if not declaration.requires:
        if isinstance(declaration.source, MutationRoot | SubscriptionRoot):
            raise TypeError(f"{place} requires no scope.")
    elif isinstance(field.type, GraphQLNonNull):
        raise TypeError(f"{place} requires scopes, so it may be null.")


def _policy(
    schema: GraphQLSchema,
    holders: frozenset[str],
    type_: GraphQLObjectType,
    name: str,
    field: GraphQLField,
    limits: Callable[[Mapping[str, Any]], Any] | None,
) -> FieldPolicy:
    declaration = declaration_of(field)
    assert declaration is not None
    source, resolve = declaration.source, field.resolve or default_field_resolver
    if type_ is schema.mutation_type:
        resolve = mutation_audit.recorded(
            name, resolve if limits is None else input_limits.limited(resolve, limits)
        )
    is_written = type_ in (schema.mutation_type, schema.subscription_type)
    return FieldPolicy(
        place=f"{type_.name}.{name}",
        resolve=resolve,
        limits=None if is_written else limits,
        # A subscription is refused before its first event.
        requires=frozenset() if field.subscribe is not None else declaration.requires,
        is_secret=declaration.secret,
        leads_to_secrets=not declaration.secret and leads_to(field, holders),
        # What was written is written: a part that is missing from the answer to a mutation is no error, for clients
        # take an error for a write that failed. The operation tells it in its extensions.
        tells_missing=not is_written and declaration.resolver is not None,
        is_part=isinstance(source, Part) and not has_key(get_named_type(field.type)),
    )

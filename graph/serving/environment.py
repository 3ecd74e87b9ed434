"""Reads the settings from the environment, and reports all errors in them at once, without any value."""

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from graph.serving.authentication.settings import PepperSettings
from graph.serving.settings import RENAMED, Environment, Settings, variables
from runtime.word_lists import listed
from store.settings import StoreSettings
from vendors import registry
from vendors.registry_entry import RegistryEntry

_PREFIX = "MEETGRAPH_"
# Kubernetes sets variables with this and similar names in every pod of a namespace, for each Service.
_SERVICE_LINK = "_SERVICE_HOST"
_FROM_KUBERNETES = (
    " Kubernetes sets it for the Service that is called meetgraph: set it in the pod's `env`, or `enableServiceLinks: "
    "false` in its `spec`."
)

_WORDS = {
    "int_parsing": "It must be a whole number.",
    "int_from_float": "It must be a whole number.",
    "float_parsing": "It must be a number.",
    "finite_number": "It must be a number.",
    "bool_parsing": "It must be true or false.",
    "greater_than": "It must be more than {gt:g}.",
    "greater_than_equal": "It must be at least {ge:g}.",
    "less_than": "It must be less than {lt:g}.",
    "less_than_equal": "It must be at most {le:g}.",
    "literal_error": "It must be {expected}.",
    "missing": "It must be set.",
    "too_short": "It must not be empty.",
    "string_too_short": "It must not be empty.",
    "tuple_type": 'It must be a list, written as JSON: ["one", "two"].',
    "model_type": 'It must be an object, written as JSON: {{"base_url": "https://…"}}.',
    "dict_type": 'It must be an object, written as JSON: {{"name": "value"}}.',
    "string_type": "It must be a text.",
}


# What has the form of no other setting.
_FORMS = {
    "issuers": "It must be a list of objects, written as JSON, such as "
    '[{"issuer": "https://login.example/", "audience": "meetgraph", "jwks_url": "https://…", "tenants": ["default"]}].',
    "key_peppers": 'It must be an object, written as JSON, such as {"first": "<base64 of 32 random bytes>"}.',
}
# Where a text that is no JSON has come.
_NOT_DECODED = ("tuple_type", "dict_type", "model_type")

_NO_CALLERS = """\
Nobody could be let in, since no tokens are accepted. Set one of these:
  MEETGRAPH_ISSUERS      who issues tokens, as JSON: [{"issuer": "https://login.example/", "audience": "meetgraph", \
"jwks_url": "https://login.example/jwks.json", "tenants": ["default"]}]
  MEETGRAPH_KEY_PEPPERS  for API keys, which `meetgraph keys create` makes, as JSON: {"first": "<base64 of \
32 random bytes>"}"""


P = TypeVar("P", bound=BaseSettings)


class Misconfigured(Exception):
    """The environment's settings cannot be used.

    Attributes:
        problems: whole sentences, each with the variable's name; none holds a value.
    """

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problems))


def read(*, serves: bool = True) -> Settings:
    """The settings, with an account at one vendor at least, or a store that may have some.

    Args:
        serves: whether somebody must be let in.

    Raises:
        Misconfigured: with everything that is wrong.
    """
    told = dict(_unknown())
    try:
        found = Settings()
    except ValidationError as error:
        told = {**_refused(error), **told}
        found = None
    problems = [f"{name}: {words}" for name, words in told.items()]
    given = Environment(Settings)()
    problems += _incomplete(given)
    # A store that was named may have the accounts.
    may_be_stored = given.get("mongodb_uri") or given.get("mongodb_folder")
    if not may_be_stored and not any(given.get(row.account) for row in registry.VENDORS):
        problems.append(_nobody())
    if serves and not given.get("issuers") and not given.get("key_peppers"):
        problems.append(_NO_CALLERS)
    if found is None or problems:
        raise Misconfigured(problems)
    return found


_PART = SettingsConfigDict(env_prefix=_PREFIX, hide_input_in_errors=True, frozen=True, extra="ignore")


class _PartOfEnvironment(BaseSettings):
    """A part of the settings, for commands that need no others."""

    @classmethod
    def settings_customise_sources(
        cls, settings_cls: type[BaseSettings], init_settings: PydanticBaseSettingsSource, *_: Any, **__: Any
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (init_settings, Environment(settings_cls))


class StoreEnvironment(_PartOfEnvironment, StoreSettings):
    """The settings of the store."""

    model_config = _PART


class KeyEnvironment(_PartOfEnvironment, PepperSettings, StoreSettings):
    """The settings of the store and of API keys, and the tenant whose accounts the environment sets."""

    model_config = _PART
    tenant: str = Settings.model_fields["tenant"].default


def read_store() -> StoreSettings:
    """The settings of the store, for commands that need no vendor.

    Raises:
        Misconfigured: with everything that is wrong.
    """
    return _read(StoreEnvironment)


def read_keys() -> KeyEnvironment:
    """The settings of the store and of API keys.

    Raises:
        Misconfigured: with everything that is wrong.
    """
    return _read(KeyEnvironment)


def _read(part: type[P]) -> P:
    told = dict(_unknown())
    try:
        found = part()
    except ValidationError as error:
        told = {**_refused(error), **told}
        found = None
    if found is None or told:
        raise Misconfigured([f"{name}: {words}" for name, words in told.items()])
    return found


def in_words(problem: ErrorDetails) -> str:
    """What is wrong, as a whole sentence without any value."""
    return _in_words(problem)


def _unknown() -> Iterator[tuple[str, str]]:
    """Variables that would be ignored: a misspelt secret must be reported at the start."""
    known = set(variables())
    links = {name.removesuffix(_SERVICE_LINK) for name in os.environ if name.endswith(_SERVICE_LINK)}
    others = tuple(f"{service}_{kind}" for service in links for kind in ("SERVICE_", "PORT"))
    for name in sorted(os.environ):
        if name.upper().startswith(_PREFIX) and name.upper() not in known and not name.startswith(others):
            yield name, _no_such(name)


def _no_such(name: str) -> str:
    if name.upper() in RENAMED:
        return f"This is {RENAMED[name.upper()]} now."
    # The common prefix is left out of the comparison.
    known = {variable.removeprefix(_PREFIX): variable for variable in variables()}
    near = get_close_matches(name.upper().removeprefix(_PREFIX), known, n=1, cutoff=0.7)
    hint = f"Did you mean {known[near[0]]}?" if near else "`meetgraph settings` lists those that there are."
    return f"There is no such setting. {hint}"


def _refused(error: ValidationError) -> dict[str, str]:
    """What is wrong with each variable; `_incomplete` reports what an account lacks."""
    problems = error.errors(include_url=False, include_input=False)
    return {_variable(each["loc"]): _in_words(each) for each in problems if not _is_incomplete(each)}


def _is_incomplete(problem: ErrorDetails) -> bool:
    place, kind = problem["loc"], problem["type"]
    is_of_account = any(place[0] == row.account for row in registry.VENDORS)
    return is_of_account and (kind == "missing" or (kind == "value_error" and len(place) == 1))


def _variable(place: Sequence[int | str]) -> str:
    # A number is the index of a list's entry, which has no variable of its own.
    first = next((index for index, part in enumerate(place) if isinstance(part, int)), len(place))
    name = _PREFIX + "__".join(str(part).upper() for part in place[:first])
    if not any(isinstance(part, str) for part in place[first:]):
        return name
    return name + "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in place[first:])


def _in_words(problem: ErrorDetails) -> str:
    context = problem.get("ctx", {})
    words = _WORDS.get(problem["type"])
    if problem["type"] == "extra_forbidden":
        variable = _variable(problem["loc"])
        told = "There is no such part." if "[" in variable else _no_such(variable)
    elif words is not None:
        told = _form(problem) or words.format(**context)
    else:
        # The message of our validators, without pydantic's prefix.
        text = str(context.get("error", problem["msg"])).rstrip(".")
        told = f"{text[:1].upper()}{text[1:]}."
    if problem["loc"] == ("port",) and f"MEETGRAPH{_SERVICE_LINK}" in os.environ:
        told += _FROM_KUBERNETES
    return told


def _form(problem: ErrorDetails) -> str | None:
    """How a variable is written as JSON, and where it is none, without a word of it; None for other problems."""
    place, kind = problem["loc"], problem["type"]
    if kind not in _NOT_DECODED or not place:
        return None
    form = _FORMS.get(str(place[0])) or _WORDS[kind].format()
    text = os.environ.get(_variable(place), "")
    where = json_words(text) if text.lstrip().startswith(("[", "{")) else ""
    return f"{form} {where}" if where else form


def json_words(text: str) -> str:
    """In which line and column a text is no JSON, as a sentence; empty where it is."""
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        return f"It cannot be parsed: line {error.lineno}, column {error.colno}."
    except RecursionError:
        return "It cannot be parsed."
    return ""


def _incomplete(given: Mapping[str, Any]) -> Iterator[str]:
    """The accounts that are partly configured."""
    for row in registry.VENDORS:
        account = given.get(row.account)
        if not isinstance(account, dict):
            continue
        filled = {name for name, value in account.items() if value != ""}
        lacks = row.settings.lacking(filled)
        if lacks:
            yield (
                f"{_either(row, lacks)} must be set, since other variables of {row.vendor.label} are: "
                "an account has all of its own or none."
            )


def _nobody() -> str:
    lines = [f"  {row.vendor.label:18} {_either(row, row.settings.lacking(()))}" for row in registry.VENDORS]
    stored = "Or keep accounts in MongoDB, with `meetgraph accounts`, and name it by MEETGRAPH_MONGODB_URI."
    return "\n".join(["No vendor has an account. Set what one of them needs:", *lines, stored])


def _either(row: RegistryEntry, alternatives: Sequence[Sequence[str]]) -> str:
    named = ([f"{_PREFIX}{row.account.upper()}__{name.upper()}" for name in names] for names in alternatives)
    return ", or ".join(listed(names) for names in named)

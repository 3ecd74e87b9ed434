"""Reads the settings of an account from JSON or the environment; reports all errors at once, without any value."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from graph.serving.environment import Misconfigured, in_words, json_words
from graph.serving.settings import Environment, Settings
from runtime.word_lists import listed
from vendors.registry_entry import RegistryEntry


def of_environment(row: RegistryEntry) -> Mapping[str, Any]:
    """The settings in the variables of the vendor, such as MEETGRAPH_VSEE__ADMIN_TOKEN.

    Raises:
        Misconfigured: with everything that is wrong.
    """
    prefix = f"MEETGRAPH_{row.account.upper()}__"
    given = Environment(Settings)().get(row.account)
    if not given:
        raise Misconfigured([f"No variable begins with {prefix}, and no file was named."])
    return _checked(row, given, prefix)


def of_text(row: RegistryEntry, text: str) -> Mapping[str, Any]:
    """The settings in a JSON object.

    Raises:
        Misconfigured: with everything that is wrong.
    """
    if where := json_words(text):
        raise Misconfigured([f"The settings of {row.vendor.label} must be a JSON object. {where}"])
    return _checked(row, json.loads(text), "")


def _checked(row: RegistryEntry, given: object, prefix: str) -> Mapping[str, Any]:
    if not isinstance(given, dict):
        raise Misconfigured([f"The settings of {row.vendor.label} must be a JSON object."])
    try:
        row.settings.model_validate(given)
    except ValidationError as error:
        raise Misconfigured(list(_problems(row, error, prefix))) from None
    return given


def _problems(row: RegistryEntry, error: ValidationError, prefix: str) -> Iterator[str]:
    for each in error.errors(include_url=False, include_input=False):
        place = _name(each["loc"], prefix)
        match each["type"]:
            case "missing":
                yield f"{place}: It must be set."
            case "extra_forbidden":
                yield f"{place}: There is no such setting. There are {listed(sorted(row.settings.model_fields))}."
            case _:
                yield f"{place}: {in_words(each)}" if each["loc"] else in_words(each)


def _name(place: Sequence[int | str], prefix: str) -> str:
    # A number is the index of a list's entry.
    parts = [part for part in place if isinstance(part, str)]
    # A name that the caller made up may be a misplaced secret, so a long one is cut.
    if prefix:
        return prefix + "__".join(part.upper()[:40] for part in parts)
    return ".".join(part[:40] for part in parts)

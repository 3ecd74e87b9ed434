"""No secret of an account, a meeting or a person is in what any adapter prints, raises or logs."""

import asyncio
import dataclasses
import json
import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pytest
from pydantic import SecretStr

from models.vendor import Capability, Vendor
from simulators.control import Simulator
from tests.vendors.contract.questions import answers, questions
from tests.vendors.contract.test_refusals import words
from tests.vendors.contract.vendor_contract import Opened, VendorContract, entry_of
from vendors.http import operation_scope

LOGGERS = ("", "httpx", "httpcore", "asyncio")
SHORT = 4


def shown(secrets: Iterable[str], text: str) -> list[str]:
    """The secrets that stand in a text, and not only by chance within another number."""
    return [
        secret
        for secret in secrets
        if secret in text and re.search(rf"(?<![\w.]){re.escape(secret)}(?![\w.])", text)
    ]


def secrets_in(value: Any, is_secret: bool = False) -> Iterator[str]:
    """Every text at any depth of an answer that a model does not print."""
    if isinstance(value, str):
        if is_secret and len(value) >= SHORT:
            yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from secrets_in(each, is_secret)
    elif isinstance(value, list | tuple | set | frozenset):
        for each in value:
            yield from secrets_in(each, is_secret)
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from secrets_in(getattr(value, field.name), is_secret or not field.repr)


def hidden(answer: Any) -> set[str]:
    """The secrets of an answer that no text shows that is none."""
    public = "\n".join(public_in(answer))
    return {secret for secret in secrets_in(answer) if secret not in public}


def public_in(value: Any) -> Iterator[str]:
    """Every text at any depth of an answer that its models do print."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from public_in(each)
    elif isinstance(value, list | tuple | set | frozenset):
        for each in value:
            yield from public_in(each)
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            if field.repr:
                yield from public_in(getattr(value, field.name))


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """The log of every library at its loudest."""
    for name in LOGGERS:
        caplog.set_level(logging.DEBUG, logger=name or None)
    return caplog


def logged(log: pytest.LogCaptureFixture) -> str:
    return log.text + "".join(f"{record.getMessage()} {record.args!r}" for record in log.records)


def credentials(vendor: Vendor) -> list[str]:
    """The secret settings of the demo's account."""
    row = entry_of(vendor)
    settings = row.settings.model_validate(row.demo.settings)
    values = [getattr(settings, name) for name in type(settings).model_fields]
    return [value.get_secret_value() for value in values if isinstance(value, SecretStr)]


async def test_nothing_that_a_read_gives_is_printed_or_logged_with_its_secrets(
    opened: Opened, vendor: Vendor, log: pytest.LogCaptureFixture
) -> None:
    adapter = opened()
    with operation_scope():
        told = await answers(adapter, await questions(adapter))
    secrets = hidden(told)
    assert len(secrets) > SHORT or Capability.READ_PINS not in adapter.capabilities
    printed, said = repr(told), logged(log)
    assert shown(secrets, printed) == []
    assert shown({*secrets, *credentials(vendor)}, said) == []


async def test_nothing_that_a_write_sends_or_gives_is_printed_or_logged_with_its_secrets(
    opened: Opened, vendor: Vendor, log: pytest.LogCaptureFixture, contract: VendorContract
) -> None:
    adapter = opened()
    for name, ready in contract.writes.items():
        sent = await ready(adapter)
        told = await getattr(adapter, name)(*sent)
        secrets = hidden([sent, told])
        printed = repr([sent, told])
        assert shown(secrets, printed) == [], name
        assert shown({*secrets, *credentials(vendor)}, logged(log)) == [], name


async def test_no_secret_of_an_account_is_in_what_prints_it(opened: Opened, vendor: Vendor) -> None:
    row = entry_of(vendor)
    settings = row.settings.model_validate(row.demo.settings)
    printed = f"{opened()!r} {settings!r} {settings} {settings.model_dump()}"
    assert credentials(vendor)
    assert [secret for secret in credentials(vendor) if secret in printed] == []


@pytest.mark.parametrize("status", [200, 400, 401, 403, 500])
async def test_what_a_vendor_repeats_of_a_secret_is_in_no_error_and_no_log(
    status: int, opened: Opened, vendor: Vendor, simulator: Simulator, log: pytest.LogCaptureFixture
) -> None:
    asked = await questions(opened(), at_most=2)
    [secret, *_] = credentials(vendor)
    simulator.faults.add({"status": status, "body": f'{{"message": "{secret}", "error": "{secret}"}}'})
    adapter = opened()
    for name, arguments in asked.items():
        [answer] = await asyncio.gather(getattr(adapter, name)(*arguments), return_exceptions=True)
        errors = answer.values() if isinstance(answer, Mapping) else [answer]
        for error in errors:
            if isinstance(error, BaseException):
                assert secret not in words(error), name
    assert secret not in logged(log)


@pytest.mark.parametrize("status", [200, 400, 401, 500])
async def test_what_a_vendor_repeats_of_a_write_is_in_no_error_and_no_log(
    status: int,
    opened: Opened,
    vendor: Vendor,
    simulator: Simulator,
    log: pytest.LogCaptureFixture,
    contract: VendorContract,
) -> None:
    for name, ready in contract.writes.items():
        sent = await ready(adapter := opened())
        secrets = {*hidden(sent), *credentials(vendor)}
        told = " ".join(secrets)
        body = json.dumps(dict.fromkeys(("message", "msg", "desc"), told) | {"error_messages": [told]})
        simulator.faults.add({"status": status, "body": body})
        [error] = await asyncio.gather(getattr(adapter, name)(*sent), return_exceptions=True)
        simulator.faults.clear()
        if isinstance(error, BaseException):
            assert shown(secrets, words(error)) == [], name
            assert shown(secrets, repr(getattr(error, "problems", ()))) == [], name
        assert shown(secrets, logged(log)) == [], name

"""Every write is sent once, and its failure says whether the vendor may have carried it out."""

import asyncio
from collections.abc import Mapping
from typing import Any, NamedTuple

import pytest

from models.errors import MeetgraphError, VendorError
from simulators.control import Simulator
from tests.vendors.contract.conftest import PATIENT
from tests.vendors.contract.vendor_contract import Opened, VendorContract


class Fate(NamedTuple):
    """What becomes of a write, whether it may have been carried out, and whether only the body says that it failed."""

    fault: Mapping[str, Any]
    may_have_arrived: bool
    is_odd_success: bool = False


FATES: Mapping[str, Fate] = {
    "500": Fate({"status": 500, "body": "oops"}, True),
    "500 in JSON": Fate(
        {"status": 500, "body": '{"result": 500, "code": 500, "error": {"status": 500}}'}, True
    ),
    "502": Fate({"status": 502, "body": "<html>"}, True),
    "503 that asks to come again": Fate({"status": 503, "headers": {"retry-after": "0"}}, True),
    "a page": Fate({"status": 200, "body": "<html>", "headers": {"content-type": "text/html"}}, True),
    "nothing": Fate({"status": 200}, True, is_odd_success=True),
    "another answer": Fate({"status": 200, "body": "[7]"}, True, is_odd_success=True),
    "half an answer": Fate(
        {"status": 200, "body": '{"result": 1, "data": {"meet'}, True, is_odd_success=True
    ),
    "an answer that breaks off": Fate(
        {"status": 200, "body": '{"result": 1', "headers": {"content-length": "999"}}, True
    ),
    "a redirect": Fate({"status": 302, "headers": {"location": "/"}}, True),
    "silence": Fate({"delay_seconds": 0.6, "status": 200, "body": "{}"}, True),
    "429": Fate({"status": 429, "headers": {"retry-after": "0"}}, False),
}
HASTY = PATIENT.model_copy(update={"first_byte": 0.25})


class Changes:
    """The calls that ask a vendor for a change."""

    def __init__(self, simulator: Simulator, contract: VendorContract) -> None:
        self._simulator = simulator
        self._gets = contract.changing_gets

    def fail(self, fault: Mapping[str, Any]) -> None:
        """Lets each of them fail from now on; reads are answered as ever."""
        self._simulator.requests.clear()
        for method in ("POST", "PUT", "PATCH", "DELETE"):
            self._simulator.faults.add({"method": method, **fault})
        for path in self._gets:
            self._simulator.faults.add({"method": "GET", "path": path, **fault})

    def heal(self) -> list[str]:
        """Those since they failed, which they do no more."""
        self._simulator.faults.clear()
        return self.seen()

    def seen(self) -> list[str]:
        return [
            f"{each['method']} {each['path']}"
            for each in self._simulator.requests
            if each["method"] != "GET" or each["path"] in self._gets
        ]


@pytest.fixture
def changes(simulator: Simulator, contract: VendorContract) -> Changes:
    return Changes(simulator, contract)


@pytest.mark.parametrize("fate", FATES.values(), ids=FATES)
async def test_a_write_is_sent_once_and_its_failure_says_whether_it_may_have_arrived(
    fate: Fate, opened: Opened, changes: Changes, contract: VendorContract
) -> None:
    for name, ready in contract.writes.items():
        arguments = await ready(adapter := opened(limits=HASTY))
        changes.fail(fate.fault)
        [error] = await asyncio.gather(getattr(adapter, name)(*arguments), return_exceptions=True)
        sent = changes.heal()
        assert len(sent) == 1, (name, sent)
        if fate.is_odd_success and name in contract.told_by_status:
            continue
        assert isinstance(error, VendorError), (name, error)
        assert error.may_have_arrived is fate.may_have_arrived, (name, error)


async def test_a_write_to_a_vendor_that_is_not_there_was_not_sent(
    opened: Opened, contract: VendorContract
) -> None:
    for name, ready in contract.writes.items():
        arguments = await ready(opened())
        away = opened(base_url="http://127.0.0.1:1")
        [error] = await asyncio.gather(getattr(away, name)(*arguments), return_exceptions=True)
        assert isinstance(error, MeetgraphError), (name, error)
        assert getattr(error, "may_have_arrived", False) is False, name


READS_AT_MOST = 8


async def test_a_write_beside_which_a_read_fails_was_sent_or_says_that_it_was_not(
    opened: Opened, simulator: Simulator, changes: Changes, contract: VendorContract
) -> None:
    """Each of the reads in turn: first all of them fail, then all but the first, and so on."""
    for name, ready in contract.writes.items():
        for healthy in range(READS_AT_MOST):
            arguments = await ready(adapter := opened())
            simulator.requests.clear()
            for path in contract.changing_gets:
                simulator.faults.add({"method": "GET", "path": path})
            if healthy:
                simulator.faults.add({"method": "GET", "times": healthy})
            simulator.faults.add({"method": "GET", "status": 500})
            [told] = await asyncio.gather(getattr(adapter, name)(*arguments), return_exceptions=True)
            sent = changes.heal()
            assert sent or isinstance(told, VendorError), (name, healthy, told)
            if isinstance(told, BaseException):
                assert isinstance(told, VendorError), (name, healthy, told)
                assert told.may_have_arrived is bool(sent), (name, healthy, told, sent)
            if all(each["status"] != 500 for each in simulator.requests):
                break
        else:
            raise AssertionError(f"{name} reads more than {READS_AT_MOST} times")


async def test_a_write_that_is_given_up_is_not_sent_again(
    opened: Opened, changes: Changes, contract: VendorContract
) -> None:
    for name, ready in contract.writes.items():
        arguments = await ready(adapter := opened())
        changes.fail({"delay_seconds": 0.1})
        writing = asyncio.ensure_future(getattr(adapter, name)(*arguments))
        async with asyncio.timeout(5):
            while not changes.seen():  # noqa: ASYNC110 - the simulator runs in another thread
                await asyncio.sleep(0.002)
        writing.cancel()
        await asyncio.gather(writing, return_exceptions=True)
        sent = changes.heal()
        assert writing.cancelled(), name
        assert len(sent) == 1, (name, sent)

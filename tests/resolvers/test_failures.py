"""What fails costs its own field: the rest of the answer is there, and the error says what a client may know."""

import logging
from typing import Any

import pytest

from models.errors import (
    DecryptionFailed,
    StoreUnavailable,
    Unsupported,
    VendorBadResponse,
    VendorError,
    VendorRateLimited,
    VendorRejected,
    VendorTimeout,
    VendorUnreachable,
)
from models.partial import Unfetched
from models.vendor import Capability, Vendor
from tests.support.builders import a_device, a_failure, a_meeting, a_room, at
from tests.support.fake_vendor import FakeVendor
from tests.support.graph import REQUEST, ask, data, errors
from vendors.operation_scope import current_scope
from vendors.rows import readable

MEETING = a_meeting(title="A", settings=Unfetched("detail"))
ONE_MEETING = f'{{ meeting(id: "{MEETING.id}") {{ title settings {{ record }} }} }}'


def failing(method: str, failure: Exception) -> FakeVendor:
    vendor = FakeVendor(Vendor.TELECOMX, MEETING)
    vendor.failing[method] = failure
    return vendor


async def test_a_field_that_fails_is_null_beside_its_siblings() -> None:
    result = await ask(ONE_MEETING, [failing("complete_meetings", a_failure())])
    assert result.data == {"meeting": {"title": "A", "settings": None}}


async def test_a_failures_place_is_named() -> None:
    (error,) = await errors(ONE_MEETING, [failing("complete_meetings", a_failure())])
    assert error["path"] == ["meeting", "settings"]


@pytest.mark.parametrize(
    ("failure", "told"),
    [
        (VendorTimeout, {"code": "VENDOR_TIMEOUT", "retryable": True}),
        (VendorUnreachable, {"code": "VENDOR_UNREACHABLE", "retryable": True}),
        (VendorRateLimited, {"code": "VENDOR_RATE_LIMITED", "retryable": True}),
        (VendorBadResponse, {"code": "VENDOR_BAD_RESPONSE", "retryable": False}),
        (VendorRejected, {"code": "VENDOR_REJECTED", "retryable": False}),
    ],
)
async def test_a_vendors_failure_is_told_with_all_that_helps(
    failure: type[VendorError], told: dict[str, Any]
) -> None:
    vendor = failing("complete_meetings", failure(Vendor.TELECOMX, "read settings"))
    (error,) = await errors(ONE_MEETING, [vendor])
    assert error["extensions"] == {
        **told,
        "vendor": "TELECOMX",
        "operation": "read settings",
        "requestId": REQUEST,
    }


async def test_the_wait_that_a_vendor_asks_for_is_told() -> None:
    failure = VendorRateLimited(Vendor.TELECOMX, "read settings", retry_after_ms=1500)
    (error,) = await errors(ONE_MEETING, [failing("complete_meetings", failure)])
    assert error["extensions"]["retryAfterMs"] == 1500


async def test_the_vendors_own_code_is_told() -> None:
    failure = VendorRejected(Vendor.TELECOMX, "read settings", vendor_code="4711")
    (error,) = await errors(ONE_MEETING, [failing("complete_meetings", failure)])
    assert error["extensions"]["vendorCode"] == "4711"


async def test_a_fault_of_ours_gives_nothing_away(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.CRITICAL):
        (error,) = await errors(ONE_MEETING, [failing("complete_meetings", RuntimeError("s3cret"))])
    assert "s3cret" not in str(error)
    assert error["extensions"] == {"code": "INTERNAL", "retryable": False, "requestId": REQUEST}


async def test_a_fault_of_ours_leaves_the_siblings() -> None:
    result = await ask(ONE_MEETING, [failing("complete_meetings", RuntimeError("s3cret"))])
    assert result.data == {"meeting": {"title": "A", "settings": None}}


async def test_a_fault_of_ours_is_in_the_log_under_its_request(caplog: pytest.LogCaptureFixture) -> None:
    await ask(ONE_MEETING, [failing("complete_meetings", RuntimeError("s3cret"))])
    assert [record.levelname for record in caplog.records if REQUEST in record.getMessage()] == ["ERROR"]


async def test_a_store_that_is_away_is_told_as_such() -> None:
    (error,) = await errors(ONE_MEETING, [failing("complete_meetings", StoreUnavailable())])
    assert error["message"] == "The store of this API cannot be reached now."
    assert error["extensions"] == {"code": "SERVICE_UNAVAILABLE", "retryable": True, "requestId": REQUEST}


async def test_a_missing_key_of_the_store_is_in_the_log_for_the_operator(
    caplog: pytest.LogCaptureFixture,
) -> None:
    (error,) = await errors(ONE_MEETING, [failing("complete_meetings", DecryptionFailed())])
    assert error["extensions"]["code"] == "SERVICE_UNAVAILABLE"
    (record,) = [record for record in caplog.records if REQUEST in record.getMessage()]
    assert "MEETGRAPH_STORE_KEYS" in record.getMessage()


async def test_what_a_vendor_cannot_do_is_told_by_name() -> None:
    vendor = failing("time_zones", Unsupported(Vendor.TELECOMX, Capability.READ_TIME_ZONES))
    (error,) = await errors("{ timeZones(vendor: TELECOMX) { name } }", [vendor])
    assert (error["extensions"]["code"], error["extensions"]["capability"]) == (
        "BAD_USER_INPUT",
        "READ_TIME_ZONES",
    )


# What a vendor does not offer


@pytest.mark.parametrize(
    ("query", "capability"),
    [
        ("{ meetings { nodes { sessions { nodes { id } } } } }", Capability.READ_SESSIONS),
        ("{ meetings { nodes { lobby { messages } } } }", Capability.READ_LOBBY),
        ("{ rooms { nodes { queue { length } } } }", Capability.READ_QUEUE),
        ("{ rooms { nodes { providers { nodes { id } } } } }", Capability.READ_PROVIDERS),
        ('{ rooms { nodes { provider(vendorId: "v") { id } } } }', Capability.READ_PROVIDERS),
        ("{ rooms { nodes { polls { id } } } }", Capability.READ_POLLS),
    ],
)
async def test_what_a_vendor_does_not_offer_is_null_and_costs_no_call(
    query: str, capability: Capability
) -> None:
    vendor = FakeVendor(Vendor.TELECOMX, a_meeting(), a_room(), capabilities=set(Capability) - {capability})
    ((_, rows),) = (await data(query, [vendor])).items()
    assert [list(node.values()) for node in rows["nodes"]] == [[None]]
    assert [call.method for call in vendor.calls] in (["list_meetings"], ["list_rooms"])


# Lists


async def test_one_dead_vendor_leaves_the_others_rows() -> None:
    dead, alive = failing("list_meetings", a_failure()), FakeVendor(Vendor.VSEE, a_meeting("m2", Vendor.VSEE))
    query = "{ meetings { nodes { vendorId } unavailable { vendor code message retryable retryAfterMs } } }"
    assert await data(query, [dead, alive]) == {
        "meetings": {
            "nodes": [{"vendorId": "m2"}],
            "unavailable": [
                {
                    "vendor": "TELECOMX",
                    "code": "VENDOR_UNREACHABLE",
                    "message": "Telecomx FlexCare failed or could not be reached: list meetings.",
                    "retryable": True,
                    "retryAfterMs": None,
                }
            ],
        }
    }


async def test_all_vendors_dead_make_an_empty_list_that_names_them() -> None:
    dead = [FakeVendor(vendor) for vendor in (Vendor.VSEE, Vendor.TELECOMX)]
    for vendor in dead:
        vendor.failing["list_rooms"] = a_failure(vendor.vendor)
    found = await data("{ rooms { nodes { id } unavailable { vendor } } }", dead)
    assert found["rooms"] == {"nodes": [], "unavailable": [{"vendor": "TELECOMX"}, {"vendor": "VSEE"}]}


class Careless(FakeVendor):
    """Leaves rows out of its answers, as one does that cannot be read."""

    def _leave_out(self) -> None:
        readable([None, None], reject, vendor=self.vendor, operation="list meetings")

    async def list_meetings(self, query: Any, page: int) -> Any:
        self._leave_out()
        return await super().list_meetings(query, page)

    async def meetings(self, keys: Any) -> Any:
        self._leave_out()
        return await super().meetings(keys)


def reject(row: object) -> None:
    raise ValueError


LEFT_OUT = {
    "vendor": "TELECOMX",
    "code": "VENDOR_BAD_RESPONSE",
    "message": "Telecomx FlexCare gave an answer that cannot be read: list meetings (some rows were left out).",
    "retryable": False,
    "missing": "ROWS",
    "count": 2,
    "fields": [],
}
GAPS = "unavailable { vendor code message retryable missing count fields }"


async def test_rows_that_are_left_out_are_told_beside_the_others_and_are_no_error() -> None:
    query = f"{{ meetings {{ nodes {{ title }} {GAPS} }} }}"
    assert await data(query, [Careless(Vendor.TELECOMX, MEETING)]) == {
        "meetings": {"nodes": [{"title": "A"}], "unavailable": [LEFT_OUT]}
    }


async def test_two_fields_that_share_an_answer_both_tell_what_it_lacks() -> None:
    query = f"{{ a: meetings {{ {GAPS} }} b: meetings(first: 1) {{ {GAPS} }} }}"
    found = await data(query, [Careless(Vendor.TELECOMX, MEETING)])
    assert [found[name]["unavailable"] for name in "ab"] == [[LEFT_OUT], [LEFT_OUT]]


async def test_a_thing_that_is_not_found_among_unreadable_rows_says_so_at_each_of_its_paths() -> None:
    other = a_meeting("m2", Vendor.TELECOMX)
    query = f'{{ a: meeting(id: "{other.id}") {{ title }} b: meeting(id: "{other.id}") {{ title }} }}'
    result = await ask(query, [Careless(Vendor.TELECOMX, MEETING)])
    assert result.data == {"a": None, "b": None}
    told = [(error.path, (error.extensions or {})["missing"]) for error in result.errors or ()]
    assert sorted(told) == [(["a"], "ROWS"), (["b"], "ROWS")]


async def test_a_thing_that_is_found_lacks_nothing_where_others_rows_are_unreadable() -> None:
    query = f'{{ meeting(id: "{MEETING.id}") {{ title }} }}'
    assert await data(query, [Careless(Vendor.TELECOMX, MEETING)]) == {"meeting": {"title": "A"}}


async def test_entries_that_are_not_found_among_unreadable_rows_say_so_at_their_own_places() -> None:
    other = a_meeting("m2", Vendor.TELECOMX)
    result = await ask(
        f'{{ nodes(ids: ["{MEETING.id}", "{other.id}"]) {{ id }} }}', [Careless(Vendor.TELECOMX, MEETING)]
    )
    assert [error.path for error in result.errors or ()] == [["nodes", 1]]


class Forgetful(FakeVendor):
    forgotten_of_meetings = frozenset({"starts_at"})


async def test_a_list_without_the_store_has_its_rows_and_says_which_vendors_facts_are_missing() -> None:
    vendors = [
        Forgetful(Vendor.VCONNCT, a_meeting("m1", Vendor.VCONNCT), a_meeting("m2", Vendor.VCONNCT)),
        FakeVendor(Vendor.VSEE, a_meeting("m3", Vendor.VSEE)),
    ]
    found = (await data("{ meetings { nodes { id } unavailable { vendor code missing count } } }", vendors))[
        "meetings"
    ]
    assert len(found["nodes"]) == 3
    assert found["unavailable"] == [
        {"vendor": "VCONNCT", "code": "SERVICE_UNAVAILABLE", "missing": "KEPT_FACTS", "count": 2}
    ]


class Smudged(FakeVendor):
    """Has a value in each of its answers that cannot be read."""

    async def meetings(self, keys: Any) -> Any:
        scope = current_scope()
        assert scope is not None
        scope.unreadable(self.vendor, "read meeting", "devices[].volume")
        return await super().meetings(keys)


async def test_a_single_value_that_cannot_be_read_is_no_error_of_a_thing() -> None:
    result = await ask(f'{{ meeting(id: "{MEETING.id}") {{ title }} }}', [Smudged(Vendor.TELECOMX, MEETING)])
    assert (result.errors, result.data) == (None, {"meeting": {"title": "A"}})
    (told,) = (result.extensions or {})["vendors"]
    assert told["missing"] == [
        {"missing": "FIELDS", "count": 1, "fields": ["devices[].volume"], "path": ["meeting"]}
    ]


# What the caller does wrong


@pytest.mark.parametrize(
    "arguments",
    [
        "first: 0",
        "first: -1",
        "first: 101",
        'after: ""',
        'after: "x"',
        'filter: {room: "x"}',
        'filter: {room: ""}',
        'filter: {device: ""}',
        f'filter: {{device: "{MEETING.id}"}}',
        'filter: {startsFrom: "2026-02-01T00:00:00Z", startsTo: "2026-01-01T00:00:00Z"}',
        'filter: {startsFrom: "2026-02-01T00:00:00"}',
        'filter: {startsFrom: "yesterday"}',
        'filter: {startsFrom: "0001-01-01T00:00:00+14:00"}',
        'filter: {startsTo: "9999-12-31T23:59:59-14:00"}',
        f'filter: {{text: "{"x" * 201}"}}',
        "filter: {states: [DREAMT]}",
        "direction: SIDEWAYS",
    ],
)
async def test_an_argument_that_cannot_be_used_is_the_callers_mistake(arguments: str) -> None:
    (error,) = await errors(f"{{ meetings({arguments}) {{ nodes {{ id }} }} }}", [FakeVendor(Vendor.VSEE)])
    assert (error["extensions"]["code"], error["extensions"]["requestId"]) == ("BAD_USER_INPUT", REQUEST)


@pytest.mark.parametrize("value", ["0001-01-01T00:00:00+14:00", "yesterday", 5, True, ["x"]])
async def test_a_variable_that_is_no_moment_is_the_callers_mistake(value: Any) -> None:
    query = "query($t: DateTime) { meetings(filter: {startsFrom: $t}) { nodes { id } } }"
    (error,) = await errors(query, [FakeVendor(Vendor.VSEE)], {"t": value})
    assert error["extensions"]["code"] == "BAD_USER_INPUT"


async def test_null_arguments_mean_the_same_as_none() -> None:
    query = "{ meetings(after: null, filter: null) { nodes { title } } }"
    assert (await data(query, [FakeVendor(Vendor.TELECOMX, MEETING)]))["meetings"]["nodes"] == [
        {"title": "A"}
    ]


@pytest.mark.parametrize(
    "moment", ["2026-01-31T12:30:00Z", "2026-01-31T13:30:00+01:00", "2026-01-31T12:30:00.000Z"]
)
async def test_a_moment_may_be_written_in_any_zone(moment: str) -> None:
    vendor = FakeVendor(Vendor.VSEE, a_meeting("m1", Vendor.VSEE, starts_at=at(30)))
    query = "query($t: DateTime) { meetings(filter: {startsFrom: $t}) { nodes { startsAt } } }"
    found = await data(query, [vendor], {"t": moment})
    assert found["meetings"]["nodes"] == [{"startsAt": "2026-01-31T12:30:00.000Z"}]


async def test_a_device_filter_asks_only_that_devices_vendor() -> None:
    telecomx, vsee = FakeVendor(Vendor.TELECOMX), FakeVendor(Vendor.VSEE)
    query = f'{{ meetings(filter: {{device: "{a_device().id}"}}) {{ nodes {{ id }} }} }}'
    await data(query, [telecomx, vsee])
    assert (len(telecomx.calls), len(vsee.calls)) == (1, 0)


async def test_a_vendor_filter_asks_only_those_vendors() -> None:
    telecomx, vsee = FakeVendor(Vendor.TELECOMX), FakeVendor(Vendor.VSEE)
    await data("{ rooms(filter: {vendors: [VSEE]}) { nodes { id } } }", [telecomx, vsee])
    assert (len(telecomx.calls), len(vsee.calls)) == (0, 1)

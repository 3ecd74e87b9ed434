"""The envelope's forms, and the errors that any call can meet."""

import pytest

from simulators.telecomx.clinic import oid

MISSING = f"/flexcare/videochat/meetings/{oid('aaa')}"
ERROR = {"message": "Room not found", "code": "customer", "status": 404}


@pytest.mark.parametrize(
    ("form", "body"),
    [
        ("error", {"error": ERROR}),
        ("error_array", {"error": [ERROR]}),
        ("errors", {"errors": [ERROR]}),
    ],
)
async def test_the_form_of_the_envelope_is_a_switch(gateway, switch, form, body):
    await switch(errors_form=form)
    answer = await gateway.get(MISSING)
    assert (answer.status_code, answer.json()) == (404, body)


@pytest.mark.parametrize("raw", [b"{", b"\xff", b"[" * 100_000])
async def test_a_body_that_is_no_json_is_400(gateway, refused, raw):
    answer = await gateway.post("/iptv/flexcareconference/meeting", content=raw)
    assert refused(answer) == (400, "body", "Body is not parseable")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/auth/login"),
        ("POST", "/iptv/flexcareconference/meeting"),
        ("POST", f"/iptv/flexcareconference/meeting/{oid('a05')}/createcommand"),
        ("GET", f"/iptv/flexcareconference/meeting/{oid('a05')}/devices/{oid('d01')}"),
        ("POST", "/iptv/flexcareconference/meeting/device"),
        ("POST", f"/iptv/flexcareconference/meeting/{oid('a05')}/commands"),
        ("GET", f"/flexcare/videochat/meetings/{oid('a05')}"),
        ("GET", "/flexcare/videochat/meetings"),
        ("GET", "/flexcare/videochat/device/meeting/1700931"),
        ("GET", "/flexcare/videochat/meeting"),
        ("GET", "/iptv/device"),
        ("GET", "/iptv/device/1700931"),
        ("GET", "/flexcare/device"),
    ],
)
async def test_every_call_can_fail_inside(gateway, switch, refused, method, path):
    await switch(internal_error=True)
    assert refused(await gateway.request(method, path))[:2] == (500, "internal_error")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("DELETE", f"/flexcare/videochat/meetings/{oid('a05')}"),
        ("POST", "/flexcare/videochat/meetings"),
        ("PUT", f"/iptv/flexcareconference/meeting/{oid('a05')}"),
    ],
)
async def test_rooms_cannot_be_written(gateway, method, path):
    assert (await gateway.request(method, path)).status_code in (404, 405)

"""Join links carry a checksum that only the vendor can make."""

import hashlib
from urllib.parse import urlsplit

import pytest

from simulators.vconnct import links
from simulators.vconnct.seed import meeting_id

LINK = links.join("https://vconnct.example", "Jonas Møller", meeting_id(2), "p&=?")


def test_a_link_has_the_documented_parameters_in_order():
    names = [part.partition("=")[0] for part in urlsplit(LINK).query.split("&")]
    assert names == ["fullName", "meetingID", "password", "checksum"]


def test_the_checksum_is_bigbluebuttons():
    query, _, checksum = urlsplit(LINK).query.rpartition("&checksum=")
    assert checksum == hashlib.sha1(f"join{query}{links.SECRET}".encode()).hexdigest()


def test_an_untouched_link_opens():
    assert links.opened(LINK) == {"fullName": "Jonas_Møller", "meetingID": meeting_id(2), "password": "p&=?"}


@pytest.mark.parametrize(
    "edited",
    [
        LINK.replace("Jonas", "Amina"),
        LINK.replace("Jonas_M", "Jonas%20M"),
        LINK + "&redirect=false",
        LINK[:-1],
        LINK.partition("&checksum")[0],
        "https://vconnct.example/api/join",
        "",
    ],
)
def test_an_edited_link_does_not_open(edited):
    with pytest.raises(ValueError, match="checksum"):
        links.opened(edited)


def test_a_printed_blank_stands_before_the_last_part_of_the_id():
    printed = links.with_a_blank(LINK, meeting_id(2))
    assert f"meetingID={meeting_id(2)[:24]} {meeting_id(2)[24:]}&" in printed


def test_a_link_without_its_printed_blank_opens():
    assert links.opened(links.with_a_blank(LINK, meeting_id(2)).replace(" ", ""))


START = {"meeting_id": meeting_id(1), "moderator_name": "Amina Noor"}
JOIN = {"meeting_id": meeting_id(1), "fullname": "John Doe", "password": "att-harbour", "role": "viewer"}


@pytest.mark.parametrize("body", [START, JOIN])
@pytest.mark.parametrize("blanks", [False, True])
async def test_links_have_a_blank_only_where_the_switch_says_so(data, simulator, body, blanks):
    simulator.set_switches({"blank_in_links": blanks})
    assert (" " in (await data("POST", "start_meeting", json=body))["url"]) is blanks


@pytest.mark.parametrize("body", [START, JOIN])
async def test_links_point_where_the_switch_says(data, simulator, body):
    simulator.set_switches({"link_base": "http://127.0.0.1:8003"})
    url = (await data("POST", "start_meeting", json=body))["url"]
    assert url.startswith("http://127.0.0.1:8003/api/join?")

"""How the license travels, and which settings are refused before a call is made."""

import pytest
from pydantic import ValidationError

from vendors.vconnct.auth import headers
from vendors.vconnct.settings import VConnctSettings


def test_the_license_stands_alone_in_its_header(settings: VConnctSettings) -> None:
    assert headers(settings) == {"license": "s3cret-partner-key", "accept-language": "en"}


def test_without_a_language_the_vendor_chooses() -> None:
    assert headers(VConnctSettings(license="key", accept_language="")) == {"license": "key"}


@pytest.mark.parametrize("bad", ["", " key", "key\r\nx: y", "ключ"])
def test_a_license_that_fits_no_header_is_refused(bad: str) -> None:
    with pytest.raises(ValidationError, match="printable ASCII"):
        VConnctSettings(license=bad)


def test_a_refused_license_is_not_printed() -> None:
    with pytest.raises(ValidationError) as refusal:
        VConnctSettings(license="s3cret key\n")
    assert "s3cret" not in str(refusal.value)


def test_a_language_that_fits_no_header_is_refused() -> None:
    with pytest.raises(ValidationError):
        VConnctSettings(license="key", accept_language="en\r\nx: y")

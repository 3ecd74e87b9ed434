"""What the settings take and what they never show."""

from typing import Any

import pytest
from pydantic import ValidationError

from vendors.enablex.settings import EnableXSettings


def test_an_app_id_without_key_or_login_is_refused() -> None:
    with pytest.raises(ValidationError):
        EnableXSettings(app_id="app-1", email="noor@harbour-clinic.example")


@pytest.mark.parametrize("app_id", ["", "a:b", "a b", "a\nb", "é"])
def test_an_app_id_that_would_bend_a_header_is_refused(app_id: str, settings: Any) -> None:
    with pytest.raises(ValidationError):
        settings(app_id=app_id)


def test_no_secret_is_in_the_repr(settings: Any) -> None:
    shown = repr(settings(password="hunter2", email="noor@harbour-clinic.example"))
    assert not any(secret in shown for secret in ("key-1", "hunter2", "noor"))


def test_no_secret_is_in_an_error(settings: Any) -> None:
    with pytest.raises(ValidationError) as caught:
        settings(app_key=None, password="hunter2")
    assert "hunter2" not in str(caught.value)

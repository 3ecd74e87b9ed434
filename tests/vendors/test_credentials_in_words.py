"""What is left of a vendor's words when the account's credentials are taken out."""

import pytest

from vendors.credentials_in_words import KnownCredentials

KEY = "k/e y-4711"


@pytest.fixture
def known() -> KnownCredentials:
    return KnownCredentials([KEY, "abc"])


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        (None, None),
        ("", ""),
        ("no such room", "no such room"),
        (f"The key {KEY} is not active", "The key [removed] is not active"),
        ("?key=k%2Fe%20y-4711&a=b", "?key=[removed]&a=b"),
        ("abc is short", "abc is short"),
    ],
)
def test_a_credential_is_taken_out_in_every_spelling(
    known: KnownCredentials, said: str | None, shown: str | None
) -> None:
    assert known.removed_from(said) == shown


def test_a_token_of_a_login_is_taken_out_with_and_without_its_scheme(known: KnownCredentials) -> None:
    known.sending({"Authorization": "Bearer t0ken", "Content-Type": "application/json"})
    assert (
        known.removed_from("Bearer t0ken; t0ken; application/json")
        == "[removed]; [removed]; application/json"
    )


def test_they_are_in_no_print(known: KnownCredentials) -> None:
    assert KEY not in f"{known!r} {known}"

"""What is sealed cannot be read, what is compared is not kept, and keys can be changed."""

import os
import stat
from pathlib import Path

import pytest

from models.errors import DecryptionFailed
from store.encryption import Vault, key_in

OLD, NEW = b"o" * 32, b"n" * 32
PIN = "CANARY-4711"


@pytest.fixture
def vault() -> Vault:
    return Vault([NEW])


@pytest.mark.parametrize("value", [None, 0, "Ægir \ud800", [1, {"pin": PIN}], {"b": 1.5, "a": None}])
def test_what_was_sealed_is_unsealed(vault: Vault, value: object) -> None:
    assert vault.decrypt(vault.encrypt(value)) == value


def test_what_is_sealed_cannot_be_read(vault: Vault) -> None:
    assert PIN.encode() not in vault.encrypt({"pin": PIN})


def test_two_seals_of_one_value_do_not_show_that_it_is_one(vault: Vault) -> None:
    assert vault.encrypt(PIN) != vault.encrypt(PIN)


def test_what_was_changed_is_not_unsealed(vault: Vault) -> None:
    sealed = bytearray(vault.encrypt(PIN))
    sealed[20] ^= 1
    with pytest.raises(DecryptionFailed):
        vault.decrypt(bytes(sealed))


def test_another_key_does_not_unseal() -> None:
    with pytest.raises(DecryptionFailed):
        Vault([NEW]).decrypt(Vault([OLD]).encrypt(PIN))


def test_an_old_key_still_unseals() -> None:
    assert Vault([NEW, OLD]).decrypt(Vault([OLD]).encrypt(PIN)) == PIN


def test_the_first_key_seals() -> None:
    assert Vault([NEW]).decrypt(Vault([NEW, OLD]).encrypt(PIN)) == PIN


def test_the_order_of_names_does_not_change_a_fingerprint(vault: Vault) -> None:
    one = vault.fingerprint({"a": 1, "b": {"c": 2, "d": 3}}, purpose="input")
    assert vault.fingerprint({"b": {"d": 3, "c": 2}, "a": 1}, purpose="input") == one


@pytest.mark.parametrize("other", [{"a": "1"}, {"a": 1, "b": None}, {"a": [1]}, {}, None])
def test_another_value_does_not_match(vault: Vault, other: object) -> None:
    fingerprint = vault.fingerprint({"a": 1}, purpose="input")
    assert vault.matches({"a": 1}, fingerprint, purpose="input")
    assert not vault.matches(other, fingerprint, purpose="input")


def test_a_fingerprint_of_one_purpose_says_nothing_about_another(vault: Vault) -> None:
    assert not vault.matches(PIN, vault.fingerprint(PIN, purpose="scope"), purpose="input")


def test_a_fingerprint_under_an_old_key_still_matches() -> None:
    assert Vault([NEW, OLD]).matches(PIN, Vault([OLD]).fingerprint(PIN, purpose="input"), purpose="input")


def test_a_fingerprint_needs_the_key() -> None:
    assert not Vault([NEW]).matches(PIN, Vault([OLD]).fingerprint(PIN, purpose="input"), purpose="input")


def test_what_json_cannot_say_is_refused(vault: Vault) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        vault.encrypt(float("nan"))


def test_a_key_file_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        key = key_in(tmp_path / "store.key")
    finally:
        os.umask(before)
    assert len(key) >= 32
    assert key_in(tmp_path / "store.key") == key
    assert [stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()] == [0o600]


def test_two_key_files_hold_two_keys(tmp_path: Path) -> None:
    assert key_in(tmp_path / "one") != key_in(tmp_path / "two")


def test_half_a_key_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "store.key").write_text("abc", "ascii")
    with pytest.raises(OSError, match="cut short"):
        key_in(tmp_path / "store.key")


@pytest.mark.parametrize("odd", [None, 7, "no seal", b"", {}, ["a"]], ids=repr)
def test_what_is_no_seal_at_all_is_told_as_a_broken_one(vault: Vault, odd: object) -> None:
    with pytest.raises(DecryptionFailed):
        vault.decrypt(odd)  # type: ignore[arg-type]


@pytest.mark.parametrize("odd", [None, 7, "Ægir \ud800", b"", {}], ids=repr)
def test_what_is_no_fingerprint_matches_nothing(vault: Vault, odd: object) -> None:
    assert not vault.matches(PIN, odd, purpose="input")  # type: ignore[arg-type]

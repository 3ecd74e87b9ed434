"""What a tenant's data key encrypts is read with that key, for that thing, and not otherwise."""

import pytest

from models.errors import DecryptionFailed
from store.data_keys import DataKey
from store.encryption import Vault

CANARY = "CANARY-4711"
PLACE = ("north", "VSEE", "")
OLD, NEW = b"o" * 32, b"n" * 32


@pytest.mark.parametrize("value", [None, {"admin_token": CANARY}, ["Ægir", 1.5]])
def test_what_was_encrypted_is_decrypted(value: object) -> None:
    key = DataKey.generate()
    assert key.decrypt(key.encrypt(value, bound_to=PLACE), bound_to=PLACE) == value


def test_what_is_encrypted_cannot_be_read() -> None:
    assert CANARY.encode() not in DataKey.generate().encrypt(CANARY, bound_to=PLACE)


@pytest.mark.parametrize(
    "elsewhere", [("south", "VSEE", ""), ("north", "VCONNCT", ""), ("north", "VSEE", "second")]
)
def test_settings_that_were_moved_to_another_account_are_not_decrypted(elsewhere: tuple[str, ...]) -> None:
    key = DataKey.generate()
    sealed = key.encrypt(CANARY, bound_to=PLACE)
    with pytest.raises(DecryptionFailed):
        key.decrypt(sealed, bound_to=elsewhere)


def test_another_tenants_key_does_not_decrypt() -> None:
    sealed = DataKey.generate().encrypt(CANARY, bound_to=PLACE)
    with pytest.raises(DecryptionFailed):
        DataKey.generate().decrypt(sealed, bound_to=PLACE)


@pytest.mark.parametrize("cut", [b"", b"x", bytes(40)])
def test_garbage_is_not_decrypted(cut: bytes) -> None:
    with pytest.raises(DecryptionFailed):
        DataKey.generate().decrypt(cut, bound_to=PLACE)


def test_a_wrapped_key_is_unwrapped_with_any_key_of_the_store() -> None:
    key = DataKey.generate()
    wrapped = key.wrapped(Vault([OLD]), "north")
    sealed = key.encrypt(CANARY, bound_to=PLACE)
    assert DataKey.unwrap(Vault([NEW, OLD]), "north", wrapped).decrypt(sealed, bound_to=PLACE) == CANARY


def test_a_key_that_was_wrapped_for_another_tenant_is_refused() -> None:
    vault = Vault([OLD])
    with pytest.raises(DecryptionFailed):
        DataKey.unwrap(vault, "south", DataKey.generate().wrapped(vault, "north"))


def test_something_else_that_the_store_encrypted_is_no_key() -> None:
    vault = Vault([OLD])
    with pytest.raises(DecryptionFailed):
        DataKey.unwrap(vault, "north", vault.encrypt({"tenant": "north", "key": "short"}))

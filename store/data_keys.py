"""The data key of a tenant: encrypts what is the tenant's alone, and is itself encrypted with a key of the store."""

import json
import os
from collections.abc import Sequence
from typing import Any, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from models.errors import DecryptionFailed
from store.encryption import Vault

_KEY_BYTES, _NONCE_BYTES = 32, 12


class DataKey:
    """Encrypts values with AES-256-GCM, each bound to what it belongs to: elsewhere it cannot be decrypted."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._cipher = AESGCM(key)

    @classmethod
    def generate(cls) -> Self:
        """A random key."""
        return cls(os.urandom(_KEY_BYTES))

    def encrypt(self, value: Any, *, bound_to: Sequence[str]) -> bytes:
        """Encrypts a JSON value."""
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, _bytes(value), _bytes(list(bound_to)))

    def decrypt(self, sealed: bytes, *, bound_to: Sequence[str]) -> Any:
        """Decrypts what `encrypt` returned for the same thing.

        Raises:
            DecryptionFailed: it was encrypted with another key, for another thing, or was modified.
        """
        nonce, text = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
        try:
            return json.loads(self._cipher.decrypt(nonce, text, _bytes(list(bound_to))))
        except (InvalidTag, ValueError) as error:
            raise DecryptionFailed from error

    def wrapped(self, vault: Vault, tenant: str) -> bytes:
        """The key itself, encrypted for the tenant."""
        return vault.encrypt({"tenant": tenant, "key": self._key.hex()})

    @classmethod
    def unwrap(cls, vault: Vault, tenant: str, wrapped: bytes) -> Self:
        """The key that was wrapped for the tenant.

        Raises:
            DecryptionFailed: none of the store's keys decrypts it, or it is another tenant's.
        """
        match vault.decrypt(wrapped):
            case {"tenant": str(of), "key": str(text)} if of == tenant and len(text) == 2 * _KEY_BYTES:
                return cls(bytes.fromhex(text))
        raise DecryptionFailed


def _bytes(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()

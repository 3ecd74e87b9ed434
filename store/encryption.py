"""Encryption of secrets in the store, and keyed digests that compare values without storing them."""

import hmac
import json
import os
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from models.errors import DecryptionFailed


class Vault:
    """Encrypts and decrypts with the operator's keys: the first key encrypts, all decrypt.

    Fingerprints depend on a purpose: the same value has different fingerprints for different purposes.
    """

    def __init__(self, secrets: Sequence[bytes]) -> None:
        """Creates a vault.

        Args:
            secrets: random bytes, at least one; the newest first.
        """
        self._secrets = tuple(secrets)
        self._derived: dict[str, tuple[bytes, ...]] = {}
        each = [Fernet(urlsafe_b64encode(key)) for key in self._keys("seal")]
        self._fernet, self._latest = MultiFernet(each), each[0]

    @property
    def marks(self) -> list[str]:
        """A digest of each key that identifies it, in the keys' order."""
        return self.fingerprints("meetgraph", purpose="mark")

    def led_by(self, mark: str) -> "Vault":
        """A vault with the same keys, in which the marked key encrypts."""
        leading = self.marks.index(mark)
        if leading == 0:
            return self
        others = (*self._secrets[:leading], *self._secrets[leading + 1 :])
        return Vault([self._secrets[leading], *others])

    def encrypt(self, value: Any) -> bytes:
        """Encrypts a JSON value."""
        return self._fernet.encrypt(_canonical(value))

    def decrypt(self, sealed: bytes) -> Any:
        """Decrypts what `encrypt` returned.

        Raises:
            DecryptionFailed: it was encrypted with none of these keys, was modified, or is not encrypted.
        """
        try:
            return json.loads(self._fernet.decrypt(sealed))
        except (InvalidToken, TypeError, ValueError) as error:
            raise DecryptionFailed from error

    def is_latest(self, sealed: bytes) -> bool:
        """Whether it was encrypted with the key that encrypts now."""
        try:
            self._latest.decrypt(sealed)
        except (InvalidToken, TypeError, ValueError):
            return False
        return True

    def fingerprint(self, value: Any, *, purpose: str) -> str:
        """A keyed digest of a JSON value, independent of the order of keys in objects."""
        return self.fingerprints(value, purpose=purpose)[0]

    def fingerprints(self, value: Any, *, purpose: str) -> list[str]:
        """The value's fingerprint under each of the keys, the encryption key first."""
        text = _canonical(value)
        return [hmac.digest(key, text, "sha256").hex() for key in self._keys(f"fingerprint {purpose}")]

    def matches(self, value: Any, fingerprint: str, *, purpose: str) -> bool:
        """Whether the fingerprint is the value's, with any of the keys; False for anything that is no fingerprint."""
        ours = self.fingerprints(value, purpose=purpose)
        asked = str(fingerprint).encode(errors="replace")
        return any(hmac.compare_digest(one.encode(), asked) for one in ours)

    def keys_by_mark(self, purpose: str) -> dict[str, bytes]:
        """A key for a purpose derived from each of the keys, by their marks; that of the encryption key first."""
        return dict(zip(self.marks, self._keys(purpose), strict=True))

    def _keys(self, purpose: str) -> tuple[bytes, ...]:
        if purpose not in self._derived:
            info = f"meetgraph {purpose}".encode()
            self._derived[purpose] = tuple(
                HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(secret)
                for secret in self._secrets
            )
        return self._derived[purpose]


def key_in(file: Path) -> bytes:
    """The key in the file; without a file a random key is created, which only the owner can read."""
    try:
        return _read(file)
    except FileNotFoundError:
        # Written to a temporary file and linked, so that no partial key is read and no existing key is replaced.
        aside = file.with_name(f"{file.name}.{os.getpid()}")
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with open(descriptor, "wb") as opened:
            opened.write(os.urandom(32).hex().encode())
            opened.flush()
            os.fsync(opened.fileno())
        try:
            aside.rename(file)
        finally:
            aside.unlink(missing_ok=True)
        return _read(file)


def _read(file: Path) -> bytes:
    key = file.read_bytes().strip()
    if len(key) < 32:
        raise OSError(f"the key in {file} is cut short")
    return key


def _canonical(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()

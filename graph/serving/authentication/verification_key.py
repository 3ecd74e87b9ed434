"""The public keys of an issuer, imported one by one from its JSON Web Key Set (RFC 7517). Pure."""

import hashlib
import logging
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from joserfc.errors import SecurityWarning
from joserfc.jwk import ECKey, JWKRegistry, OKPKey, RSAKey
from joserfc.jwk import Key as JoseKey

KEYS_AT_MOST = 100
LONGEST_ID = 256
_RSA_BITS = range(2048, 8192 + 1)
_ALGORITHM_OF_CURVE = {"P-256": "ES256", "Ed25519": "EdDSA"}

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class VerificationKey:
    """A key that checks signatures of one algorithm.

    Attributes:
        id: its `kid`.
        algorithm: the only one that it is used for.
        credential: names the key of this issuer, beyond its id, which another key may have later.
    """

    id: str
    algorithm: str
    credential: str
    jose: JoseKey = field(compare=False, repr=False)


# By `kid` and algorithm: a set may have one key of each kind under the same id.
Keys: TypeAlias = Mapping[tuple[str, str], VerificationKey]


class BadKey(ValueError):
    """A key cannot be used; the message says why."""


def imported(issuer: str, keys: object) -> Keys:
    """The usable keys of a key set; those that are not cost only themselves.

    Args:
        issuer: whose they are.
        keys: the list in `keys`.
    """
    found = dict(_each(issuer, keys))
    if not found:
        _log.warning("The issuer %s has no key that can be used: none of its tokens is accepted.", issuer)
    return found


def _each(issuer: str, keys: object) -> Iterator[tuple[tuple[str, str], VerificationKey]]:
    seen = set()
    for data in (keys if isinstance(keys, list) else [])[:KEYS_AT_MOST]:
        try:
            key = _imported(issuer, data)
        except BadKey as bad:
            _log.warning("A key of the issuer %s is left out: %s.", issuer, bad)
            continue
        except Exception as error:  # noqa: BLE001 - the library raises whatever a broken key leads to
            _log.warning("A key of the issuer %s is left out: %s.", issuer, type(error).__name__)
            continue
        # The first of two equal ones counts, whatever the order in which requests come.
        if (key.id, key.algorithm) not in seen:
            seen.add((key.id, key.algorithm))
            yield (key.id, key.algorithm), key


def _imported(issuer: str, data: object) -> VerificationKey:
    if not isinstance(data, dict):
        raise BadKey("it is no object")
    id = data.get("kid")
    if not isinstance(id, str) or not 0 < len(id) <= LONGEST_ID:
        raise BadKey("it has no usable `kid`")
    if data.get("use", "sig") != "sig" or "verify" not in data.get("key_ops", ("verify",)):
        raise BadKey("it is for something else than signatures")
    with warnings.catch_warnings():
        # Short keys are refused below.
        warnings.simplefilter("ignore", SecurityWarning)
        jose = JWKRegistry.import_key(data)
    if jose.is_private:
        raise BadKey("it is a private key, which nobody may publish")
    algorithm = _algorithm(jose)
    if data.get("alg", algorithm) != algorithm:
        raise BadKey("its `alg` is none that is supported, or does not fit it")
    text = "\0".join((issuer, id, jose.thumbprint()))
    return VerificationKey(id, algorithm, f"key:{hashlib.sha256(text.encode()).hexdigest()[:32]}", jose)


def _algorithm(jose: JoseKey) -> str:
    if isinstance(jose, RSAKey):
        if jose.raw_value.key_size not in _RSA_BITS:
            raise BadKey(f"an RSA key has {_RSA_BITS.start} to {_RSA_BITS.stop - 1} bits")
        return "RS256"
    if isinstance(jose, ECKey | OKPKey) and (found := _ALGORITHM_OF_CURVE.get(jose.curve_name)):
        return found
    raise BadKey("its kind is none that is supported")


def of_document(document: Any) -> object:
    """The list of keys in a JSON Web Key Set.

    Raises:
        BadKey: it is no key set.
    """
    if not isinstance(document, dict) or not isinstance(document.get("keys"), list):
        raise BadKey("it is no key set")
    return document["keys"]

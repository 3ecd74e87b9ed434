"""An issuer of tokens for tests: its keys, its settings, and tokens as good or as crooked as a test wants them."""

import base64
import json
import time
from datetime import UTC, datetime
from functools import cache
from typing import Any

from joserfc import jws
from joserfc.jwk import ECKey, OKPKey, RSAKey

from graph.serving.authentication.settings import IssuerSettings

ISSUER = "https://login.example/"
AUDIENCE = "meetgraph"
TENANT = "north-clinic"
KINDS = {"RS256": RSAKey, "ES256": ECKey, "EdDSA": OKPKey}
Signer = RSAKey | ECKey | OKPKey


@cache
def key(id: str = "key-1", algorithm: str = "ES256") -> Signer:
    """A private key; the same for the same arguments, within this process."""
    return new_key(id, algorithm)


def new_key(id: str, algorithm: str = "ES256") -> Signer:
    match algorithm:
        case "RS256":
            return RSAKey.generate_key(2048, {"kid": id})
        case "ES256":
            return ECKey.generate_key("P-256", {"kid": id})
        case _:
            return OKPKey.generate_key("Ed25519", {"kid": id})


def public(*keys: Signer) -> dict[str, Any]:
    """A key set of the public halves."""
    return {"keys": [dict(each.as_dict(private=False)) for each in keys]}


def issuer(*keys: Signer, **more: Any) -> IssuerSettings:
    """An issuer's settings, with its keys inline unless `more` names a URL."""
    given = {"issuer": ISSUER, "audience": AUDIENCE, "tenants": (TENANT,), **more}
    if "jwks_url" not in given:
        given.setdefault("jwks", public(*(keys or (key(),))))
    return IssuerSettings.model_validate(given)


def claims(**changes: Any) -> dict[str, Any]:
    """Good claims of an operator; a claim that is changed to None is left out."""
    now = int(time.time())
    good = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": "nurse-1",
        "iat": now,
        "exp": now + 600,
        "tenant": TENANT,
        "roles": ["operator"],
    }
    return {name: value for name, value in {**good, **changes}.items() if value is not None}


def token(*, by: Signer | None = None, header: dict[str, Any] | None = None, **changes: Any) -> str:
    """A signed token.

    Args:
        by: the key that signs.
        header: changes to the header; None leaves a parameter out.
        changes: to the claims.
    """
    return signed(json.dumps(claims(**changes)), by=by, header=header)


def signed(payload: str, *, by: Signer | None = None, header: dict[str, Any] | None = None) -> str:
    """A token with any payload, however odd its JSON."""
    signer = by or key()
    fields = {"alg": algorithm_of(signer), "kid": signer.kid, "typ": "JWT", **(header or {})}
    text = json.dumps({name: value for name, value in fields.items() if value is not None})
    return signed_raw(text, payload, by=signer)


def signed_raw(header: str, payload: str, *, by: Signer | None = None) -> str:
    """A token with any header and payload, as texts, and a true signature over them."""
    signer = by or key()
    over = f"{segment(header.encode())}.{segment(payload.encode())}"
    algorithm = jws.JWSRegistry.algorithms[algorithm_of(signer)]
    return f"{over}.{segment(algorithm.sign(over.encode(), signer))}"


def segment(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def algorithm_of(signer: Signer) -> str:
    return next(name for name, kind in KINDS.items() if isinstance(signer, kind))


def now() -> datetime:
    return datetime.now(UTC)

"""Tokens that nobody may be let in with, by what is wrong with each."""

import base64
import hashlib
import hmac
import json
import string
import time
from collections.abc import Callable, Iterator

from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from joserfc import jws

from tests.support.tokens import (
    ISSUER,
    claims,
    key,
    new_key,
    public,
    segment,
    signed,
    signed_raw,
    token,
)

Made = Callable[[], str]
_RSA = "key-rsa"


def _unsigned(algorithm: str) -> str:
    return f"{segment(json.dumps({'alg': algorithm, 'kid': 'key-1'}).encode())}.{_payload()}."


def _payload(**changes: object) -> str:
    return segment(json.dumps(claims(**changes)).encode())


def _hmac_with_public_key() -> str:
    """The public key's text used as if it were a shared secret."""
    head = segment(json.dumps({"alg": "HS256", "kid": _RSA}).encode())
    secret = key(_RSA, "RS256").as_pem(private=False)
    over = f"{head}.{_payload()}"
    return f"{over}.{segment(hmac.digest(secret, over.encode(), hashlib.sha256))}"


def _with_raw(name: str, value: str) -> str:
    """The good claims with one whose JSON is given as text."""
    rest = json.dumps({other: told for other, told in claims().items() if other != name})
    return signed(f'{rest[:-1]}, "{name}": {value}}}')


def _doubled(name: str, value: str) -> str:
    return signed(f'{json.dumps(claims())[:-1]}, "{name}": {json.dumps(value)}}}')


def _header(text: str) -> str:
    return signed_raw(text, json.dumps(claims()))


def _payload_in(encoding: str) -> str:
    """Good claims in another encoding, with a true signature."""
    signer = key()
    head = segment(json.dumps({"alg": "ES256", "kid": signer.kid}).encode())
    over = f"{head}.{segment(json.dumps(claims()).encode(encoding))}"
    signature = jws.JWSRegistry.algorithms["ES256"].sign(over.encode(), signer)
    return f"{over}.{segment(signature)}"


def _tail(text: str) -> str:
    return f"{token()}{text}"


def _flipped() -> str:
    good = token()
    return good[:-10] + ("A" if good[-10] != "A" else "B") + good[-9:]


def _signature(changed: Callable[[bytes], bytes]) -> str:
    head, _, tail = token().rpartition(".")
    return f"{head}.{segment(changed(base64.urlsafe_b64decode(tail + '==')))}"


def _in_der(made: bytes) -> bytes:
    halves = (int.from_bytes(half, "big") for half in (made[:32], made[32:]))
    return encode_dss_signature(*halves)


def _not_canonical() -> str:
    """The same bytes in another text: the bits that stand for none of them are set."""
    good = token()
    letters = string.ascii_uppercase + string.ascii_lowercase + string.digits + "-_"
    return good[:-1] + letters[letters.index(good[-1]) + 1]


def _another_payload() -> str:
    head, _, tail = token().split(".")
    return f"{head}.{_payload(sub='admin')}.{tail}"


def crooked() -> Iterator[tuple[str, Made]]:
    """A name and a maker for each."""
    now = int(time.time())
    yield "alg none", lambda: _unsigned("none")
    yield "alg NONE", lambda: _unsigned("NONE")
    yield "alg HS256 with the public key", _hmac_with_public_key
    yield "alg that the issuer may not use", lambda: token(by=key("key-ed", "EdDSA"))
    yield "alg missing", lambda: _header(json.dumps({"kid": "key-1"}))
    yield "alg a number", lambda: _header('{"alg": 256, "kid": "key-1"}')
    yield "alg a list", lambda: _header('{"alg": ["ES256"], "kid": "key-1"}')
    yield "alg of another kind of key", lambda: _header('{"alg": "RS256", "kid": "key-1"}')
    yield "alg in lower case", lambda: _header('{"alg": "es256", "kid": "key-1"}')
    yield "another's key under the same kid", lambda: token(by=new_key("key-1"))
    yield (
        "a key in the header",
        lambda: token(by=new_key("key-9"), header={"jwk": public(new_key("key-9"))["keys"][0]}),
    )
    yield (
        "a key set's address in the header",
        lambda: token(by=new_key("key-9"), header={"jku": "https://evil.example/keys"}),
    )
    yield "kid missing", lambda: token(header={"kid": None})
    yield "kid empty", lambda: token(header={"kid": ""})
    yield "kid unknown", lambda: token(by=new_key("key-2"))
    yield "kid like a path", lambda: token(header={"kid": "../../../../dev/null"})
    yield "kid like a statement", lambda: token(header={"kid": "x' UNION SELECT 'key"})
    yield "kid a number", lambda: token(header={"kid": 1})
    yield "kid a list", lambda: token(header={"kid": ["key-1"]})
    yield "kid very long", lambda: token(header={"kid": "k" * 2000})
    yield "kid twice", lambda: _header('{"alg": "ES256", "kid": "key-1", "kid": "key-1"}')
    yield "typ of something else", lambda: token(header={"typ": "dpop+jwt"})
    yield "typ a number", lambda: token(header={"typ": 7})
    yield "crit", lambda: token(header={"crit": ["exp"]})
    yield "crit empty", lambda: token(header={"crit": []})
    yield "crit null", lambda: _header('{"alg": "ES256", "kid": "key-1", "crit": null}')
    yield "alg twice", lambda: _header('{"alg": "none", "alg": "ES256", "kid": "key-1"}')
    yield "alg twice, once escaped", lambda: _header('{"\\u0061lg": "none", "alg": "ES256", "kid": "key-1"}')
    yield "payload not encoded", lambda: token(header={"b64": False, "crit": ["b64"]})
    yield "iss of nobody", lambda: token(iss="https://evil.example/")
    yield "iss missing", lambda: token(iss=None)
    yield "iss a list", lambda: token(iss=[ISSUER])
    yield "iss without its slash", lambda: token(iss=ISSUER.rstrip("/"))
    yield "iss twice", lambda: _doubled("iss", ISSUER)
    yield "tenant of others", lambda: token(tenant="south-clinic")
    yield "tenant missing", lambda: token(tenant=None)
    yield "tenant a list", lambda: token(tenant=["north-clinic"])
    yield "tenant in capitals", lambda: token(tenant="North-Clinic")
    yield "tenant with a blank", lambda: token(tenant="north-clinic ")
    yield "tenant twice", lambda: _doubled("tenant", "north-clinic")
    yield "aud of others", lambda: token(aud="billing")
    yield "aud missing", lambda: token(aud=None)
    yield "aud an empty list", lambda: token(aud=[])
    yield "aud a list of others", lambda: token(aud=["billing", "meetgraph2"])
    yield "aud an object", lambda: token(aud={"meetgraph": True})
    yield "aud a list with a number", lambda: token(aud=["meetgraph", 1])
    yield "exp past", lambda: token(exp=now - 1)
    yield "exp missing", lambda: token(exp=None)
    yield "exp text", lambda: token(exp=str(now + 600))
    yield "exp true", lambda: token(exp=True)
    yield "exp infinite", lambda: _with_raw("exp", "1e400")
    yield "exp Infinity", lambda: _with_raw("exp", "Infinity")
    yield "exp NaN", lambda: _with_raw("exp", "NaN")
    yield "exp beyond year 9999", lambda: token(exp=253402300800, iat=253402300000)
    yield "exp of four thousand digits", lambda: _with_raw("exp", "9" * 4000)
    yield "exp twice", lambda: _doubled("exp", str(now + 600))
    yield "exp two hours after iat", lambda: token(exp=now + 7200)
    yield "exp two hours away, no iat", lambda: token(exp=now + 7200, iat=None)
    yield "exp soon, iat long ago", lambda: token(exp=now + 60, iat=now - 7200)
    yield "iat text", lambda: token(iat=str(now))
    yield "iat in the future", lambda: token(iat=now + 7200, exp=now + 7500)
    yield "nbf in the future", lambda: token(nbf=now + 7200)
    yield "nbf text", lambda: token(nbf="now")
    yield "sub missing", lambda: token(sub=None)
    yield "sub empty", lambda: token(sub="")
    yield "sub blank", lambda: token(sub="   ")
    yield "sub a number", lambda: token(sub=1)
    yield "sub very long", lambda: token(sub="s" * 256)
    yield "sub with a line break", lambda: token(sub="nurse\n1")
    yield "sub with a zero", lambda: token(sub="nurse\x001")
    yield "payload a list", lambda: signed("[]")
    yield "payload no JSON", lambda: signed("claims")
    yield "payload in UTF-16", lambda: _payload_in("utf-16")
    yield "payload in UTF-32", lambda: _payload_in("utf-32-le")
    yield "payload behind a byte order mark", lambda: signed("\ufeff" + json.dumps(claims()))
    yield "payload another token", lambda: signed(token(), header={"cty": "JWT"})
    yield "payload another token as text", lambda: signed(json.dumps(token()), header={"cty": "JWT"})
    yield "payload very deep", lambda: signed("[" * 2000 + "]" * 2000)
    yield "payload of another token", _another_payload
    yield "signature missing", lambda: token().rpartition(".")[0] + "."
    yield "signature of zeros", lambda: token().rpartition(".")[0] + "." + segment(bytes(64))
    yield "signature changed", _flipped
    yield "signature longer by a byte", lambda: _signature(lambda made: made + b"\0")
    yield "signature in DER", lambda: _signature(_in_der)
    yield "signature not canonical", _not_canonical
    yield "tail ==", lambda: _tail("==")
    yield "tail of a blank", lambda: _tail(" ")
    yield "tail of a segment", lambda: _tail(".AA")
    yield "tail of a line break", lambda: _tail("\n")
    yield "a blank within", lambda: token().replace(".", ". ", 1)
    yield "standard base64", lambda: _tail("+/")
    yield "9 KiB", lambda: token(more="x" * 9 * 1024)
    yield "five segments, as encrypted", lambda: ".".join(["e30"] * 5)
    yield "no segment", lambda: "token"
    yield "dots alone", lambda: ".."
    yield "not ASCII", lambda: token() + "é"
    yield "JSON serialisation", lambda: json.dumps({"payload": _payload(), "signature": "AA"})

"""An issuer of tokens for the gateways that a benchmark starts."""

import json
import time

from joserfc import jwt
from joserfc.jwk import ECKey

from graph.serving.authentication.settings import IssuerSettings
from models.account import DEFAULT_TENANT

_NAME, _AUDIENCE = "https://bench.example/", "meetgraph"


class BenchIssuer:
    """Signs tokens of admins.

    Attributes:
        settings: what gateways trust.
    """

    def __init__(self) -> None:
        self._key = ECKey.generate_key("P-256", {"kid": "bench"})
        self.settings = IssuerSettings(
            issuer=_NAME,
            audience=(_AUDIENCE,),
            jwks={"keys": [dict(self._key.as_dict(private=False))]},
            tenants=(DEFAULT_TENANT,),
        )

    @property
    def variable(self) -> str:
        """The value of MEETGRAPH_ISSUERS."""
        return json.dumps([self.settings.model_dump(mode="json")])

    def token(self) -> str:
        """A token that is valid for an hour."""
        now = int(time.time())
        claims = {"iss": _NAME, "aud": _AUDIENCE, "sub": "bench", "iat": now, "exp": now + 3600}
        return jwt.encode(
            {"alg": "ES256", "kid": "bench"},
            {**claims, "tenant": DEFAULT_TENANT, "roles": ["admin"]},
            self._key,
        )

"""The record of an idempotent write, by its idempotency key."""

from enum import StrEnum
from typing import ClassVar

from pymongo import IndexModel

from models.documents.stored import Moment, Stored


class ClaimState(StrEnum):
    IN_PROGRESS = "IN_PROGRESS"
    DONE = "DONE"


class Idempotency(Stored):
    """A claimed key; neither the key nor the input is stored.

    Attributes:
        tenant: whose caller named it; a key of another tenant is another key.
        scopes: digests of what tells the key from others, one under each key of the store, so that gateways amid a
            change of these still meet.
        fingerprints: digests of the input, likewise, in each way that this version or the one before writes inputs.
        result: the result for repeated requests, encrypted.
        token: tells one claim from a later one on the same document.
        expires_at: when the key is free again.
    """

    tenant: str
    scopes: list[str]
    caller: str
    mutation: str
    fingerprints: list[str]
    state: ClaimState
    result: bytes | None = None
    token: str
    claimed_at: Moment
    expires_at: Moment

    class Settings:
        name = "idempotency"
        indexes: ClassVar = [
            IndexModel(["tenant", "scopes"], name="key_of_tenant", unique=True),
            # Only cleans; whether a claim still counts is decided where it is read.
            IndexModel("expires_at", expireAfterSeconds=0),
        ]

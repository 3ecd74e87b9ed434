"""What callers have used: the points of their buckets, and their latest uses of single mutations."""

from typing import ClassVar

from pydantic import BaseModel, Field
from pymongo import IndexModel

from models.documents.stored import Moment, Stored


class Holder(BaseModel):
    """A gateway that keeps points of a bucket.

    Attributes:
        gateway: its name.
        kept: how many it may keep at most.
        until: until when, by the database's clock.
    """

    gateway: str
    kept: float
    until: Moment


class PointsBucket(Stored):
    """The bucket of one caller, without the portions that gateways have leased from it.

    Attributes:
        tenant: the caller's tenant.
        caller: the caller within the tenant.
        points: how many were left at `at`.
        at: when that was, by the database's clock.
        granted: how many the latest portion has.
        kept: how many the gateway that took it may keep.
        holders: the gateways that keep points.
        expires_at: when it is full again, and the document means nothing.
    """

    tenant: str
    caller: str
    points: float
    at: Moment
    granted: float = 0
    kept: float = 0
    holders: list[Holder] = Field(default_factory=list)
    expires_at: Moment

    class Settings:
        name = "points_buckets"
        indexes: ClassVar = [
            IndexModel(["tenant", "caller"], name="caller_of_tenant", unique=True),
            IndexModel("expires_at", expireAfterSeconds=0),
        ]


class Use(BaseModel):
    """One use.

    Attributes:
        token: tells it from others; the same use is counted once.
        at: when it was, by the database's clock.
    """

    token: str
    at: Moment


class RecentUses(Stored):
    """The latest uses of something that may be used so many times a minute.

    Attributes:
        tenant: whose uses they are.
        subject: what is used: a digest, since it may name a room.
        uses: those within the window, the oldest first.
        expires_at: when none of them counts any more.
    """

    tenant: str
    subject: str
    uses: list[Use] = Field(default_factory=list)
    expires_at: Moment

    class Settings:
        name = "recent_uses"
        indexes: ClassVar = [
            IndexModel(["tenant", "subject"], name="subject_of_tenant", unique=True),
            IndexModel("expires_at", expireAfterSeconds=0),
        ]

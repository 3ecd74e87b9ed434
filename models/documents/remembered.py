"""What a vendor was told, or told once, about a thing and does not tell again."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from beanie import Document
from pydantic import Field
from pymongo import IndexModel

from models.vendor import Vendor

if TYPE_CHECKING:
    from models.documents.store import Store


_KEPT_SECONDS = 2 * 366 * 24 * 3600


class Remembered(Document):
    """What we know about one thing of one vendor; each fact is replaced by itself.

    Attributes:
        facts: what may be read, by name.
        secrets: what may not, by name, each sealed.
        witness: what the vendor said of the thing at the same time, by which to judge whether ours still fits.
        saved_at: when something was last kept.
    """

    id: str  # type: ignore[assignment]
    vendor: Vendor
    vendor_id: str
    facts: dict[str, Any] = Field(default_factory=dict)
    secrets: dict[str, bytes] = Field(default_factory=dict)
    witness: dict[str, Any] = Field(default_factory=dict)
    saved_at: datetime

    class Settings:
        name = "remembered"
        # What nobody changed for so long is about a meeting that nobody holds.
        indexes: ClassVar = [IndexModel("saved_at", expireAfterSeconds=_KEPT_SECONDS)]

    def __repr__(self) -> str:
        return f"Remembered({self.id})"

    __str__ = __repr__

    @staticmethod
    def key(vendor: Vendor, vendor_id: str) -> str:
        """The key of the vendor's thing."""
        return f"{vendor.value}:{vendor_id}"

    @classmethod
    async def of(cls, store: "Store", keys: Iterable[str]) -> Mapping[str, "Remembered"]:
        """What is known of the things, by key, in one call; a thing of which nothing is known is left out.

        Raises:
            StoreUnavailable: MongoDB is away.
        """
        wanted = list(dict.fromkeys(keys))
        if not wanted:
            return {}
        found = await store.run(lambda: cls.find({"_id": {"$in": wanted}}).to_list())
        return {one.id: one for one in found}

    @classmethod
    async def keep(
        cls,
        store: "Store",
        vendor: Vendor,
        vendor_id: str,
        *,
        facts: Mapping[str, Any] | None = None,
        secrets: Mapping[str, Any] | None = None,
        witness: Mapping[str, Any] | None = None,
        gone: Collection[str] = (),
    ) -> None:
        """Adds to what is known, at once or as soon as MongoDB is back; what is not named here stays as it was.

        Args:
            store: where it is kept.
            vendor: whose thing it is.
            vendor_id: the vendor's id of it.
            facts: what may be read, by name; values as BSON has them.
            secrets: what may not, by name; values as JSON has them.
            witness: what the vendor says of the thing now.
            gone: facts and secrets that are to be known no longer, by name.
        """
        sealed = {name: store.vault.seal(value) for name, value in (secrets or {}).items()}
        parts = {"facts": facts or {}, "secrets": sealed, "witness": witness or {}}
        named = {
            f"{part}.{_name(name)}": value for part, values in parts.items() for name, value in values.items()
        }
        change = {
            "$set": {**named, "saved_at": store.now()},
            "$setOnInsert": {"vendor": vendor.value, "vendor_id": vendor_id},
        }
        if gone:
            change["$unset"] = {f"{part}.{_name(name)}": "" for part in ("facts", "secrets") for name in gone}

        async def work() -> None:
            await cls.get_pymongo_collection().update_one(
                {"_id": cls.key(vendor, vendor_id)}, change, upsert=True
            )

        await store.eventually(work)

    @classmethod
    async def forget(cls, store: "Store", key: str) -> None:
        """Drops what is known of the thing, at once or as soon as MongoDB is back."""

        async def work() -> None:
            await cls.find_one({"_id": key}).delete()

        await store.eventually(work)

    def unsealed(self, store: "Store") -> dict[str, Any]:
        """The secrets, readable.

        Raises:
            SealBroken: one was sealed under a key that is not configured.
        """
        return {name: store.vault.unseal(sealed) for name, sealed in self.secrets.items()}


def _name(name: str) -> str:
    if not name.isidentifier():
        raise ValueError("a fact is named by one word")
    return name

"""The base of every stored document: its schema version, and how it is decoded."""

from collections.abc import Mapping
from datetime import datetime
from enum import Enum
from typing import Annotated, Any, Self

from beanie import Document
from beanie.exceptions import CollectionWasNotInitialized
from pydantic import AfterValidator, BaseModel, Field, PlainSerializer, PlainValidator, ValidationError
from pymongo.asynchronous.collection import AsyncCollection

from models.account import Account
from models.errors import StoreUnavailable, UnreadableDocument

# Increases with every incompatible change of a document's format.
SCHEMA_VERSION = 2

# For queries before a change: documents of a newer version are not changed.
NOT_NEWER: Mapping[str, Any] = {"schemaVersion": {"$not": {"$gt": SCHEMA_VERSION}}}


def _plausible(moment: datetime) -> datetime:
    # Times are added to nearly every value, and the sum must stay in the range of datetime.
    if moment.tzinfo is None or not 1970 <= moment.year < 9000:
        raise ValueError("no time that a gateway has written")
    return moment


Moment = Annotated[datetime, AfterValidator(_plausible)]


def _account(value: object) -> Account:
    if isinstance(value, Account):
        return value
    if not isinstance(value, str):
        raise ValueError("no account")
    return Account.read(value)


# Stored as its text.
StoredAccount = Annotated[Account, PlainValidator(_account), PlainSerializer(str, return_type=str)]


class Stored(Document):
    """A stored document. It is a value, and can be created without a connection to MongoDB.

    Attributes:
        schema_version: of the gateway that wrote it; the first version if it is missing.
    """

    schema_version: int = Field(default=SCHEMA_VERSION, ge=1, le=SCHEMA_VERSION, alias="schemaVersion")

    def __init__(self, **fields: Any) -> None:
        # Beanie's own needs the collection, which requires a connection to MongoDB.
        BaseModel.__init__(self, **fields)

    @classmethod
    def raw(cls) -> AsyncCollection[dict[str, Any]]:
        """The collection, and the only way to it.

        Raises:
            StoreUnavailable: MongoDB was never connected.
        """
        try:
            found: AsyncCollection[dict[str, Any]] = cls.get_pymongo_collection()
        except CollectionWasNotInitialized:
            raise StoreUnavailable from None
        return found

    @classmethod
    def collection(cls) -> str:
        """The collection's name."""
        return str(cls.Settings.name)

    @classmethod
    def read(cls, found: Mapping[str, Any]) -> Self:
        """Decodes a document.

        Raises:
            UnreadableDocument: it is garbled, or of another version.
        """
        try:
            read: Self = cls.model_validate(found)
        except ValidationError:
            # Its message would quote the document.
            raise UnreadableDocument(cls.collection(), found.get("_id")) from None
        return read

    def bson(self) -> dict[str, Any]:
        """Encodes the document."""
        fields = self.model_dump(mode="python", by_alias=True, exclude={"id", "revision_id"})
        return {"_id": self.id, **bson_value(fields)}


# What is most of a document.
_ITSELF = frozenset({str, int, float, bool, bytes, datetime, type(None)})


def bson_value(value: Any) -> Any:
    """The value with enums and tuples as BSON has them."""
    if value.__class__ in _ITSELF:
        return value
    if isinstance(value, dict):
        return {name: bson_value(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [bson_value(part) for part in value]
    return value.value if isinstance(value, Enum) else value

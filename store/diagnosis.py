"""Checks once whether a MongoDB fulfils what a gateway needs, and explains what does not. Leaves no trace."""

import asyncio
import contextlib
import re
from collections.abc import Iterator
from datetime import UTC
from typing import Any

from beanie import init_beanie
from pymongo import AsyncMongoClient
from pymongo.errors import (
    ConfigurationError,
    ConnectionFailure,
    OperationFailure,
    PyMongoError,
    ServerSelectionTimeoutError,
)

from models.documents.meta import Meta
from store.agreement import Disagreement, check
from store.connection import connected
from store.deadline import within
from store.encryption import Vault
from store.mongod import Mongod, is_in_use
from store.settings import StoreSettings

_URI = "MEETGRAPH_MONGODB_URI"
_NO_PRIMARY = f"It takes no writes now: no member that {_URI} names is the primary."
_WELL = "can be read and written"
_BAD_CREDENTIALS, _NOT_ALLOWED = 18, 13
# Wrong credentials may also be refused during the handshake.
_REFUSED_LOGIN = frozenset({_BAD_CREDENTIALS, 8000})
_MONGOD_SECONDS = 30.0
_SIGNS = {
    # The error numbers of DNS are negative.
    r"\[Errno -\d": f"Its name is not known: look at the host in {_URI}, or at this machine's DNS.",
    r"\bSSL\b": f"No secure connection is made: its certificate or the TLS options in {_URI} are wrong.",
    r"Connect call failed": f"Nobody listens there: look at host and port in {_URI}, or start it.",
}


class StoreTrouble(Exception):
    """The store cannot be used; the message names the variable to look at, and contains no secret."""


async def diagnose(settings: StoreSettings) -> str:
    """Checks the store of the settings; a private mongod is started and stopped for it.

    Returns:
        The result, as the end of a sentence.

    Raises:
        StoreTrouble: a gateway could not read and write.
    """
    keys = [key.get_secret_value().encode() for key in settings.store_keys]
    if settings.mongodb_uri is not None:
        await _ask(settings.mongodb_uri.get_secret_value(), settings, Vault(keys))
        return _WELL
    folder = settings.data_folder()
    if folder is not None and is_in_use(folder):
        return "is in use by a gateway that runs, whose /readyz says more"
    mongod = Mongod(folder=folder, binary=settings.mongod)
    mongod.start()
    try:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_MONGOD_SECONDS):
                while not mongod.is_ready and mongod.trouble is None:  # noqa: ASYNC110 - there is no event for both
                    await asyncio.sleep(0.02)
        if mongod.uri is None or mongod.key is None:
            raise StoreTrouble(mongod.trouble or f"mongod does not get ready in {_MONGOD_SECONDS:g} seconds.")
        await _ask(mongod.uri, settings, Vault([*keys, mongod.key]))
        return _WELL
    finally:
        await mongod.aclose()


async def _ask(uri: str, settings: StoreSettings, vault: Vault) -> None:
    seconds = settings.store_seconds
    with _in_words(settings):
        client = connected(uri, seconds=seconds)
    async with client:
        try:
            with _in_words(settings):
                await within(_examine(client, settings, vault), seconds)
        except (ServerSelectionTimeoutError, TimeoutError):
            # Either may be first; the errors on the way are known after both.
            raise StoreTrouble(_why_no_answer(client, seconds)) from None


async def _examine(client: "AsyncMongoClient[dict[str, Any]]", settings: StoreSettings, vault: Vault) -> None:
    told = await client.admin.command("hello")
    if "setName" not in told and told.get("msg") != "isdbgrid":
        raise StoreTrouble(
            f"It is no replica set, without which it has no transactions: start it with --replSet. {_URI} names it."
        )
    if not told.get("isWritablePrimary"):
        raise StoreTrouble(_NO_PRIMARY)
    database = client[settings.mongodb_database]
    # Gateways create the indexes.
    await init_beanie(database, document_models=[Meta], skip_indexes=True)
    rows = await Meta.raw().find().to_list()
    check(rows, vault, told["localTime"].replace(tzinfo=UTC))
    async with client.start_session() as session:
        # Permission to write can only be tested by a write; the transaction is never committed.
        await session.start_transaction()
        try:
            await Meta.raw().insert_one({"_id": "doctor"}, session=session)
        finally:
            await session.abort_transaction()


@contextlib.contextmanager
def _in_words(settings: StoreSettings) -> Iterator[None]:
    """Translates the driver's errors, whose messages may contain the address."""
    try:
        yield
    except (StoreTrouble, ServerSelectionTimeoutError, TimeoutError):
        raise
    except Disagreement as error:
        raise StoreTrouble(str(error)) from None
    except OperationFailure as error:
        if error.code in _REFUSED_LOGIN:
            raise StoreTrouble(f"It does not take the user and password in {_URI}.") from None
        if error.code == _NOT_ALLOWED:
            raise StoreTrouble(
                f"The user in {_URI} may not read and write the database {settings.mongodb_database}: it needs the "
                "role readWrite there. Without a user in the address nobody is logged in."
            ) from None
        raise StoreTrouble(f"It refuses what gateways ask, with its code {error.code}.") from None
    except ConfigurationError:
        raise StoreTrouble(
            f"{_URI} cannot be used: the DNS knows no such cluster, or an option is wrong."
        ) from None
    except (ConnectionFailure, PyMongoError, OSError) as error:
        raise StoreTrouble(f"It cannot be spoken to: {type(error).__name__}. {_URI} names it.") from None


def _why_no_answer(client: "AsyncMongoClient[dict[str, Any]]", seconds: float) -> str:
    """The errors at the servers of the address, none of which answered in time."""
    servers = client.topology_description.server_descriptions().values()
    if any(server.is_writable for server in servers):
        return f"It does not answer in {seconds:g} seconds, which MEETGRAPH_STORE_SECONDS allows."
    # The messages contain the address; the driver offers no other access to these errors.
    met = " ".join(str(server.error) for server in servers if server.error is not None)
    if any(server.is_server_type_known for server in servers):
        return _NO_PRIMARY
    for sign, told in _SIGNS.items():
        if re.search(sign, met):
            return told
    return f"It does not answer in {seconds:g} seconds: look at host and port in {_URI}, or at what is on the way."

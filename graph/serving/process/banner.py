"""What a gateway prints when it has started and when its store's availability changes; no secrets. Pure."""

import ipaddress
from importlib.metadata import version
from urllib.parse import urlsplit

from graph.serving.readiness import Status
from graph.serving.settings import Settings
from runtime.word_lists import listed
from store.connection import hosts
from vendors import registry


def banner(settings: Settings, port: int) -> str:
    """The address of the gateway, its vendors and its store.

    Args:
        port: the port that it actually listens on.
    """
    address = f"http://{_in_url(settings.host)}:{port}"
    lines = [
        f"meetgraph {version('meetgraph')} listens on {address}",
        "",
        f"GraphQL   {address}/graphql",
        f"Explorer  {_explorer(settings, address)}",
        *([] if settings.public_url is None else [f"Public    {settings.public_url}"]),
        f"Health    {address}/livez, {address}/readyz, {address}/readyz/writes",
        f"Callers   {callers(settings)}",
        f"Vendors   {vendors(settings)}",
        f"Store     {store(settings)}",
    ]
    if not _is_loopback(settings.host):
        lines += ["", "It speaks plain HTTP: let a proxy with TLS stand between it and whoever sends tokens."]
    return "\n".join(lines)


def callers(settings: Settings) -> str:
    """Whose tokens are accepted."""
    issuers = [issuer.issuer for issuer in settings.issuers]
    kinds = [f"tokens of {listed(issuers)}"] if issuers else []
    kinds += ["API keys"] if settings.key_peppers else []
    return f"with {listed(kinds)}" if kinds else "nobody"


def vendors(settings: Settings) -> str:
    """The vendors that have an account, and at which host."""
    told, without = [], []
    for row in registry.VENDORS:
        account = getattr(settings, row.account)
        if account is None:
            without.append(row.vendor.label)
        else:
            told.append(f"{row.vendor.label} at {host_of(account.base_url)}")
    if not told:
        return "those whose accounts MongoDB has"
    return ", ".join(told) + (f"; no account at {', '.join(without)}" if without else "")


def store(settings: Settings) -> str:
    """Which MongoDB it is."""
    if settings.mongodb_uri is None:
        folder = settings.data_folder()
        return f"a private mongod on {folder or 'a folder that is removed at the end'}"
    where = hosts(settings.mongodb_uri.get_secret_value())
    return f"MongoDB at {where}, database {settings.mongodb_database}"


def of_store(status: Status, why: str | None) -> str | None:
    """The message for a change to this state; None if there is none."""
    match status:
        case Status.OK:
            return "The store answers: reads and writes work."
        case Status.READS_ONLY:
            return f"{why} Reads go on, writes are refused until it answers."
        case Status.REFUSED:
            return f"{why} Nothing is served until that is mended."
        case _:
            return None


def host_of(url: str) -> str:
    """The host of an address, with the port that it names; not the user and password that may stand before it."""
    return urlsplit(url).netloc.rpartition("@")[2]


def _explorer(settings: Settings, address: str) -> str:
    if not settings.explorer:
        return "switched off by MEETGRAPH_EXPLORER"
    if not (settings.explorer_dist / "index.html").is_file():
        return "not built yet; `make web` builds it"
    return f"{address}/graphql in a browser"


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"

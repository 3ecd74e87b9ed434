"""`meetgraph store rekey`: encrypts what is stored anew with the first key."""

from graph.serving.process.output import refused, say, with_store
from store import audit_reading, tenants
from store.audited_change import audited_change
from store.encryption import Vault
from store.rekey import rekey
from store.settings import StoreSettings
from store.store import Store


def run(settings: StoreSettings) -> int:
    """Encrypts anew, and prints what was done; returns the exit code."""
    if not settings.store_keys:
        return refused(
            "MEETGRAPH_STORE_KEYS holds no key, so there is none but that of the private mongod.", 2
        )
    first = Vault([settings.store_keys[0].get_secret_value().encode()])

    async def work(store: Store) -> int:
        with audit_reading.unavailable_if_away():
            concerned = {each.name for each in await tenants.listed(store)} | {*await audit_reading.tenants()}
        async with audited_change(
            store,
            tenants=sorted(concerned),
            action="rekeyStore",
            subject="store keys",
            keys=settings.audit_keys,
        ) as change:
            done = await rekey(store, first)
            change.details = {"anew": dict(done.anew), "unreadable": dict(done.unreadable)}
        told = {
            "anew": done.anew,
            "unreadable": done.unreadable,
            "compared": done.compared,
            "pepper": done.peppers,
        }
        say(
            f"{word} {name} {count}"
            for word, of in told.items()
            for name, count in sorted(of.items())
            if count
        )
        if done.compared:
            return say(["keep the old key until these have ended: see docs/operating.md"])
        return say(["the old keys are needed by nothing any more"] if not done.unreadable else [])

    return with_store(settings, work)

"""`meetgraph keys`: makes, lists and revokes API keys."""

import sys
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime, timedelta

from graph.serving.authentication import api_key_form
from graph.serving.authentication.settings import PepperSettings
from graph.serving.process.output import refused, say, with_store
from graph.serving.process.tenants import NO_NAME
from models.account import is_name
from models.documents.api_key import ApiKey
from models.roles import ROLES
from models.scope import Scope
from runtime.word_lists import listed as in_words
from store import api_keys, tenants
from store.audited_change import REFUSED, Change, audited_change
from store.settings import StoreSettings
from store.store import Store

_LONGEST_CALLER = 255
_NO_KEY = "There is no key of this id, or it is revoked already."


def create(
    settings: StoreSettings,
    peppers: PepperSettings,
    *,
    served: str,
    tenant: str,
    caller: str,
    roles: Sequence[str],
    scopes: Sequence[str],
    days: int,
    pepper: str | None,
) -> int:
    """Makes a key, and prints it: it is shown this once.

    Args:
        served: the tenant whose accounts the environment sets.

    Returns:
        The exit code.
    """
    wrong = _wrong(peppers, tenant, caller, roles, scopes, pepper)
    if wrong is not None:
        return refused(wrong, 2)
    name = pepper or next(iter(peppers.key_peppers))
    key, now = api_key_form.new(), datetime.now(UTC)
    row = ApiKey(
        id=key.id,
        tenant=tenant,
        caller=caller,
        roles=tuple(dict.fromkeys(roles)),
        scopes=tuple(dict.fromkeys(scopes)),
        pepper=name,
        digest=key.digest(peppers.peppers[name]),
        created_at=now,
        expires_at=now + timedelta(days=days),
    )

    async def work(store: Store) -> int:
        async with _audited(store, settings, "createApiKey", row):
            await api_keys.add(store, row)
        if tenant != served and tenant not in {each.name for each in await tenants.listed(store)}:
            sys.stderr.write(
                f"There is no tenant {tenant} in MongoDB, so unless a gateway's MEETGRAPH_TENANT names it, this key "
                f"reaches no vendor. `meetgraph tenants add {tenant}` adds it.\n"
            )
        return say([f"key {key.text}", f"expires {row.expires_at.isoformat(timespec='seconds')}"])

    return with_store(settings, work)


def listed(settings: StoreSettings, tenant: str | None) -> int:
    """Prints a line for each key, without its secret; returns the exit code."""

    async def work(store: Store) -> int:
        return say(map(_line, await api_keys.listed(store, tenant)))

    return with_store(settings, work)


def revoke(settings: StoreSettings, id: str) -> int:
    """Revokes a key; returns the exit code."""
    # Somebody may paste the whole key.
    presented = api_key_form.read(id)
    name = id if presented is None else presented.id

    async def work(store: Store) -> int:
        key = (await api_keys.find(store, [name])).get(name)
        if key is None:
            return refused(_NO_KEY)
        async with _audited(store, settings, "revokeApiKey", key) as change:
            if not await api_keys.revoke(store, name):
                change.result = REFUSED
                return refused(_NO_KEY)
        return say([f"revoked {name}"])

    return with_store(settings, work)


def _audited(
    store: Store, settings: StoreSettings, action: str, key: ApiKey
) -> AbstractAsyncContextManager[Change]:
    return audited_change(
        store,
        tenants=[key.tenant],
        action=action,
        subject=key.id,
        details={"caller": key.caller, "roles": key.roles, "scopes": key.scopes},
        keys=settings.audit_keys,
    )


def _wrong(
    peppers: PepperSettings,
    tenant: str,
    caller: str,
    roles: Sequence[str],
    scopes: Sequence[str],
    pepper: str | None,
) -> str | None:
    """What is wrong with what was asked for; None if nothing is."""
    if not peppers.key_peppers:
        return "MEETGRAPH_KEY_PEPPERS must be set: the peppers of API keys, the same as at the gateways."
    if pepper is not None and pepper not in peppers.key_peppers:
        return "MEETGRAPH_KEY_PEPPERS has no pepper of this name."
    if not is_name(tenant):
        return NO_NAME
    if not 0 < len(caller) <= _LONGEST_CALLER or not caller.isprintable() or caller != caller.strip():
        return f"A caller's name has 1 to {_LONGEST_CALLER} printable characters, and no blank around it."
    if not roles and not scopes:
        return "The key would allow nothing: name a --role or a --scope."
    if unknown := [role for role in roles if role not in ROLES]:
        return f"There is no role {unknown[0]}; the roles are {in_words(list(ROLES))}."
    if unknown := [scope for scope in scopes if scope not in set(Scope)]:
        return f"There is no scope {unknown[0]}; the scopes are {in_words([scope.value for scope in Scope])}."
    return None


def _line(row: ApiKey) -> str:
    state = "revoked" if row.revoked_at else "expired" if row.expires_at <= datetime.now(UTC) else "good"
    allows = ",".join((*row.roles, *row.scopes))
    times = " ".join(each.isoformat(timespec="seconds") for each in (row.created_at, row.expires_at))
    return f"key {row.id} {state} {row.tenant} {allows} {row.pepper} {times} {row.caller}"

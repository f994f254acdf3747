"""The account itself, its balance, API keys and network traversal tokens."""

import secrets
from typing import Any

from phonebank.simulator.dates import rfc2822
from phonebank.simulator.resources import KEY, Resource
from phonebank.simulator.rest.exchange import Answer, Ask, Route, missing
from phonebank.simulator.rest.paging import old_page

_ACCOUNTS = "/2010-04-01/Accounts"
_BASE = f"{_ACCOUNTS}/{{AccountSid}}"


async def fetch(ask: Ask) -> Answer:
    """The account."""
    sid = ask.account_sid
    opened = rfc2822(ask.network.started_at)
    return Answer(
        {
            "sid": sid,
            "owner_account_sid": sid,
            "friendly_name": "Simulated account",
            "auth_token": ask.network.settings.auth_token,
            "status": "active",
            "type": "Full",
            "date_created": opened,
            "date_updated": opened,
            "uri": f"{_ACCOUNTS}/{sid}.json",
            "subresource_uris": {"calls": f"{_ACCOUNTS}/{sid}/Calls.json"},
        }
    )


async def balance(ask: Ask) -> Answer:
    """What is left on the account: nothing costs anything here."""
    return Answer({"account_sid": ask.account_sid, "balance": "100.00", "currency": "USD"})


async def create_key(ask: Ask) -> Answer:
    """A new API key, whose secret is shown this once."""
    key = ask.network.resources.create(KEY, ask.form, "SK")
    key.secret = secrets.token_hex(16)
    return Answer({**key_json(key), "secret": key.secret}, 201)


async def keys(ask: Ask) -> Answer:
    """List API keys, without their secrets."""
    found = list(ask.network.resources.keys.values())
    return old_page(ask, "keys", f"{_ACCOUNTS}/{ask.account_sid}/Keys.json", found, key_json)


async def fetch_key(ask: Ask) -> Answer:
    """One API key."""
    return Answer(key_json(_key(ask)))


async def delete_key(ask: Ask) -> Answer:
    """Revoke an API key."""
    del ask.network.resources.keys[_key(ask).sid]
    return Answer(status=204)


async def create_token(ask: Ask) -> Answer:
    """Credentials for relaying media; none is needed on one machine, so no server is named."""
    now = rfc2822(ask.network.clock.now())
    return Answer(
        {
            "account_sid": ask.account_sid,
            "username": secrets.token_hex(32),
            "password": secrets.token_urlsafe(32),
            "ttl": str(ask.number("Ttl", 86_400)),
            "ice_servers": [],
            "date_created": now,
            "date_updated": now,
        },
        201,
    )


def key_json(key: Resource) -> dict[str, Any]:
    """An API key as the API shows it."""
    return {
        "sid": key.sid,
        "friendly_name": key.get("friendly_name"),
        "date_created": rfc2822(key.created_at),
        "date_updated": rfc2822(key.updated_at),
    }


def _key(ask: Ask) -> Resource:
    key = ask.network.resources.keys.get(ask.parts["Sid"])
    if key is None:
        raise missing()
    return key


ROUTES = (
    Route("GET", f"{_ACCOUNTS}/{{Sid}}.json", fetch),
    Route("GET", f"{_BASE}/Balance.json", balance),
    Route("POST", f"{_BASE}/Keys.json", create_key),
    Route("GET", f"{_BASE}/Keys.json", keys),
    Route("GET", f"{_BASE}/Keys/{{Sid}}.json", fetch_key),
    Route("DELETE", f"{_BASE}/Keys/{{Sid}}.json", delete_key),
    Route("POST", f"{_BASE}/Tokens.json", create_token),
)

"""The addresses at which the carrier reaches us: a path each, under one public URL."""

from enum import StrEnum
from urllib.parse import urlencode

CONNECTION_OVERRIDES = "#rc=3&rp=5xx,ct,rt"
"""Asks Twilio to try up to three times more, also after an error of ours or no answer in time;
by default it gives an event up then. A fragment is not sent and not signed.
Source: twilio.com/docs/usage/webhooks/webhooks-connection-overrides."""


class Door(StrEnum):
    """The path of each webhook."""

    CALLER = "/voice/caller"
    ANSWERED = "/voice/answered"
    STATUS = "/voice/status"
    MACHINE = "/voice/machine"
    CODE = "/voice/code"
    PHONE = "/voice/phone"
    CONFERENCE = "/voice/conference"
    INCOMING = "/voice/incoming"
    KEYPAD = "/voice/keypad"
    PING = "/voice/ping"
    TEXT = "/messaging/incoming"
    RECEIPT = "/messaging/receipt"


HEALTH = "/healthz"
"""The one address that anybody may ask; it tells nothing but that we are there."""


def signed_address(webhooks_url: str, path: str, query: str = "") -> str:
    """The address as Twilio signs it: what the public knows, whatever stands in between."""
    return f"{webhooks_url.rstrip('/')}{path}" + (f"?{query}" if query else "")


def address(webhooks_url: str, door: Door, **ids: int) -> str:
    """The address to give to Twilio; `ids` come back to us in its query.

    >>> address("https://hooks.example.org", Door.STATUS, call=7)
    'https://hooks.example.org/voice/status?call=7#rc=3&rp=5xx,ct,rt'
    """
    return signed_address(webhooks_url, door, urlencode(ids)) + CONNECTION_OVERRIDES

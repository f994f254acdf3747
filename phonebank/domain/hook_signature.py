"""How an event proves where it comes from: the Standard Webhooks signature.

The specification is public (standardwebhooks.com, "Webhook headers" and "Signature scheme"), and
libraries of others check it in many languages.
"""

import base64
import hashlib
import hmac
import secrets
from datetime import datetime
from typing import Final

_PREFIX: Final = "whsec_"


def new_hook_secret() -> str:
    """A secret that nobody has had before."""
    return _PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def signed_headers(secret: str, event_key: str, at: datetime, body: bytes) -> dict[str, str]:
    """The three headers: the event's id, the moment of sending, and the signature of both with the
    body."""
    moment = str(int(at.timestamp()))
    key = base64.b64decode(secret.removeprefix(_PREFIX))
    content = f"{event_key}.{moment}.".encode() + body
    signature = base64.b64encode(hmac.digest(key, content, hashlib.sha256)).decode()
    return {
        "webhook-id": event_key,
        "webhook-timestamp": moment,
        "webhook-signature": f"v1,{signature}",
    }

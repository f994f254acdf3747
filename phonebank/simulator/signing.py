"""Twilio's webhook signature, written from its published rule and not shared with any verifier.

Rule: https://www.twilio.com/docs/usage/webhooks/webhooks-security
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping


def signature(auth_token: str, url: str, params: Mapping[str, str]) -> str:
    """Base64 of the HMAC-SHA1 over the full URL and the form's names and values sorted by name.

    The URL is the one the application is publicly known by, with its query and without a
    fragment. A GET request has its parameters in the URL and none here.
    """
    signed = url + "".join(name + params[name] for name in sorted(params))
    digest = hmac.new(auth_token.encode(), signed.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()

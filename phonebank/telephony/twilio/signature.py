"""Whether a request is really from Twilio.

Rule: twilio.com/docs/usage/webhooks/webhooks-security. What is signed is the public address, not
the one at which a proxy found us, and every field of the form.
"""

import hmac
from collections.abc import Mapping

from twilio.request_validator import RequestValidator

from phonebank.config import TwilioConfig
from phonebank.telephony.twilio.addresses import signed_address
from phonebank.telephony.twilio.required import require

SIGNATURE = "X-Twilio-Signature"


class SignatureCheck:
    """Checks requests to one public URL. Raises ConfigError where there is nothing to check by:
    anybody could sign with an empty token."""

    def __init__(self, config: TwilioConfig, webhooks_url: str) -> None:
        require(config, "account_sid", "auth_token")
        self._account_sid = config.account_sid
        self._webhooks_url = webhooks_url
        self._validator = RequestValidator(config.auth_token)

    def genuine(self, path: str, query: str, form: Mapping[str, str], signature: str) -> bool:
        """Whether the request is signed for this address and form, and about our own account.

        `form` may hold a name several times (a MultiDict). A body that is no form is an empty
        one here: we ask for forms alone, and what is not a form names no account.
        """
        url = signed_address(self._webhooks_url, path, query)
        return self._signed(url, form, signature) and form.get("AccountSid") == self._account_sid

    def _signed(self, url: str, form: Mapping[str, str], signature: str) -> bool:
        """The address as it is nearly always signed is tried first: the library signs twice, with
        and without a port."""
        as_is = self._validator.compute_signature(url, form)
        if hmac.compare_digest(as_is.encode(), signature.encode()):
            return True
        return bool(self._validator.validate(url, form, signature))

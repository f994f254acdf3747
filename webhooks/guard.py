"""One guard before every request, so that a route without protection cannot exist."""

from flask import Flask, abort, request

from phonebank.config import Config
from phonebank.telephony.twilio.addresses import HEALTH
from phonebank.telephony.twilio.signature import SIGNATURE, SignatureCheck

OPEN_TO_ALL = frozenset({HEALTH})
"""The addresses that need no signature; each of them tells nothing and does nothing."""


def protect(flask_app: Flask, config: Config) -> None:
    """Refuse with 403 whatever is not signed by the carrier for the address it was sent to."""
    check = SignatureCheck(config.twilio, config.webhooks_url)

    def only_the_carrier() -> None:
        if request.path in OPEN_TO_ALL:
            return
        query = request.query_string.decode("latin-1")
        signature = request.headers.get(SIGNATURE, "")
        if not check.genuine(request.path, query, request.form, signature):
            abort(403)

    flask_app.before_request(only_the_carrier)

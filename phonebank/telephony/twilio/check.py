"""Proving that an account and this deployment fit together, and naming what does not.

No finding holds a secret.
"""

from collections.abc import Callable, Iterator
from typing import Any

from twilio.rest import Client

from phonebank.config import Config, TwilioConfig
from phonebank.telephony.port import CarrierError, CarrierRefused
from phonebank.telephony.twilio.account import (
    TAKE_IT_OFF,
    Fields,
    answered_by_another,
    application_fields,
    differences,
    number_fields,
    service_fields,
)
from phonebank.telephony.twilio.codes import NO_SUCH_THING
from phonebank.telephony.twilio.finding import Finding
from phonebank.telephony.twilio.public_address import check_public_address
from phonebank.telephony.twilio.required import REMEDIES
from phonebank.telephony.twilio.rest import rest_client

_SETUP = "Run `phonebank twilio setup`."
_KEY_REMEDY = "Make an API key of type Standard in Twilio's console, and set both keys anew."


def check(config: Config) -> list[Finding]:
    """Look at everything that has to be right before the first call; the order is that in which
    to mend. What cannot be looked at because of an earlier fault is left out."""
    missing = list(_missing_keys(config.twilio))
    if any(finding.name in ("account_sid", "auth_token") for finding in missing):
        return missing
    client = rest_client(config.twilio)
    credentials = _credentials(client, config.twilio)
    public = check_public_address(config)
    if not credentials.ok:
        return [*missing, credentials, *public]
    try:
        account = list(_account(client, config))
    except CarrierError as error:
        account = [_no_answer("account", error)]
    return [*missing, credentials, *account, *public]


def _missing_keys(config: TwilioConfig) -> Iterator[Finding]:
    for key, remedy in REMEDIES.items():
        if not getattr(config, key):
            yield Finding(key, False, f"twilio.{key} is missing.", f"Set it: {remedy}.")


def _credentials(client: Client, config: TwilioConfig) -> Finding:
    remedy = "Copy account_sid and auth_token from Twilio's console once more."
    return _asked(
        "credentials",
        lambda: client.api.accounts(config.account_sid).fetch(),
        lambda account: _standing(account.status),
        remedy,
    )


def _standing(status: str) -> Finding:
    active = status == "active"
    remedy = "" if active else "Ask Twilio's support why."
    return Finding("credentials", active, f"Twilio knows the account; it is {status}.", remedy)


def _account(client: Client, config: Config) -> Iterator[Finding]:
    twilio, hooks = config.twilio, config.webhooks_url
    if twilio.api_key_sid and twilio.api_key_secret:
        yield _api_key(twilio)
    if twilio.twiml_app_sid:
        application = client.applications(twilio.twiml_app_sid)
        yield _resource("TwiML application", application.fetch, application_fields(hooks))
    pool: set[str] = set()
    if twilio.messaging_service_sid:
        service = client.messaging.v1.services(twilio.messaging_service_sid)
        found = _resource("messaging service", service.fetch, service_fields(hooks))
        yield found
        pool = {one.phone_number for one in service.phone_numbers.list()} if found.ok else pool
    yield from _numbers(client, hooks, pool)


def _api_key(config: TwilioConfig) -> Finding:
    """Twilio lets the key in; the tokens that it signs are made here."""
    with_key = rest_client(config, username=config.api_key_sid, password=config.api_key_secret)
    return _asked(
        "API key",
        lambda: with_key.applications.list(limit=1),
        lambda _: Finding("API key", True, "Twilio knows the key that signs access tokens."),
        _KEY_REMEDY,
    )


def _numbers(client: Client, hooks: str, pool: set[str]) -> Iterator[Finding]:
    owned = client.incoming_phone_numbers.list()
    if not owned:
        remedy = "Buy one in Twilio's console, then run `phonebank twilio setup`."
        yield Finding("numbers", False, "The account has no number.", remedy)
    for number in owned:
        name = f"number {number.phone_number}"
        finding = _compared(name, number, number_fields(hooks))
        if answered_by_another(number):
            remedy = f"{TAKE_IT_OFF.capitalize()}."
            finding = Finding(name, False, "A TwiML application answers for it.", remedy)
        elif finding.ok and number.phone_number not in pool:
            finding = Finding(name, False, "It is not in the messaging service.", _SETUP)
        yield finding


def _resource(name: str, fetch: Callable[[], Any], fields: Fields) -> Finding:
    return _asked(name, fetch, lambda resource: _compared(name, resource, fields), _SETUP)


def _compared(name: str, resource: Any, fields: Fields) -> Finding:
    wrong = differences(resource, fields)
    if not wrong:
        return Finding(name, True, "It leads to us.")
    told = "; ".join(f"{key} should be {value!r}" for key, value in wrong.items())
    return Finding(name, False, f"It does not lead to us: {told}.", _SETUP)


def _asked(
    name: str, ask: Callable[[], Any], found: Callable[[Any], Finding], remedy: str
) -> Finding:
    try:
        return found(ask())
    except CarrierRefused as refusal:
        if refusal.code == NO_SUCH_THING:
            remedy = "Correct its SID in the configuration, or empty it and run setup."
        return Finding(name, False, str(refusal), remedy)
    except CarrierError as error:
        return _no_answer(name, error)


def _no_answer(name: str, error: CarrierError) -> Finding:
    remedy = "Try again; if it stays so, look whether this machine reaches Twilio."
    return Finding(name, False, f"Twilio did not answer: {error}.", remedy)

"""/IncomingPhoneNumbers: https://www.twilio.com/docs/phone-numbers/api/incomingphonenumber-resource"""

from typing import Any

from phonebank.simulator.call_params import API_VERSION
from phonebank.simulator.dates import rfc2822
from phonebank.simulator.resources import NUMBER, Resource
from phonebank.simulator.rest.exchange import Answer, Ask, Route, missing
from phonebank.simulator.rest.paging import old_page

_BASE = "/2010-04-01/Accounts/{AccountSid}/IncomingPhoneNumbers"
_UNUSED = {
    "address_requirements": "none",
    "address_sid": None,
    "beta": False,
    "bundle_sid": None,
    "emergency_address_sid": None,
    "emergency_address_status": "unregistered",
    "emergency_status": "Inactive",
    "identity_sid": None,
    "origin": "twilio",
    "status": "in-use",
    "trunk_sid": None,
    "type": "local",
    "voice_receive_mode": "voice",
}


async def index(ask: Ask) -> Answer:
    """List owned numbers, by number or name if asked."""
    found = [one for one in ask.network.resources.numbers.values() if _matches(ask, one)]
    path = f"/{API_VERSION}/Accounts/{ask.account_sid}/IncomingPhoneNumbers.json"
    return old_page(ask, "incoming_phone_numbers", path, found, lambda one: number_json(ask, one))


async def fetch(ask: Ask) -> Answer:
    """One number."""
    return Answer(number_json(ask, _found(ask)))


async def update(ask: Ask) -> Answer:
    """Change where a number's calls and texts go."""
    ask.refuse(*(set(ask.form) - set(NUMBER) - {"ApiVersion"}))
    number = _found(ask)
    ask.network.resources.update(number, NUMBER, ask.form)
    return Answer(number_json(ask, number))


def number_json(ask: Ask, number: Resource) -> dict[str, Any]:
    """A number as the API shows it."""
    return {
        **_UNUSED,
        **number.values,
        "sid": number.sid,
        "account_sid": ask.account_sid,
        "api_version": API_VERSION,
        "capabilities": {"voice": True, "sms": True, "mms": True, "fax": False},
        "date_created": rfc2822(number.created_at),
        "date_updated": rfc2822(number.updated_at),
        "uri": f"/{API_VERSION}/Accounts/{ask.account_sid}/IncomingPhoneNumbers/{number.sid}.json",
    }


def _found(ask: Ask) -> Resource:
    number = ask.network.resources.numbers.get(ask.parts["Sid"])
    if number is None:
        raise missing()
    return number


def _matches(ask: Ask, number: Resource) -> bool:
    wanted = {
        "PhoneNumber": number.get("phone_number"),
        "FriendlyName": number.get("friendly_name"),
    }
    return all(ask.get(name) in value for name, value in wanted.items())


ROUTES = (
    Route("GET", f"{_BASE}.json", index),
    Route("GET", f"{_BASE}/{{Sid}}.json", fetch),
    Route("POST", f"{_BASE}/{{Sid}}.json", update),
)

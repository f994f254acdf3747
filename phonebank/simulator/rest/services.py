"""Messaging Services: https://www.twilio.com/docs/messaging/api/service-resource"""

from typing import Any

from phonebank.simulator.dates import iso8601
from phonebank.simulator.resources import SERVICE, Resource
from phonebank.simulator.rest.errors import ApiError
from phonebank.simulator.rest.exchange import Answer, Ask, Route, missing
from phonebank.simulator.rest.paging import new_page

_HOST = "https://messaging.twilio.com"
_BASE = "/v1/Services"
_LINKS = {
    "alpha_senders": "AlphaSenders",
    "channel_senders": "ChannelSenders",
    "destination_alpha_senders": "DestinationAlphaSenders",
    "messages": "Messages",
    "phone_numbers": "PhoneNumbers",
    "short_codes": "ShortCodes",
    "us_app_to_person": "Compliance/Usa2p",
    "us_app_to_person_usecases": "Compliance/Usa2p/Usecases",
}


async def create(ask: Ask) -> Answer:
    """A new messaging service."""
    if not ask.get("FriendlyName"):
        raise ApiError(20001, "Missing required parameter FriendlyName")
    service = ask.network.resources.create(SERVICE, ask.form, "MG")
    return Answer(service_json(ask, service), 201)


async def index(ask: Ask) -> Answer:
    """List messaging services."""
    found = list(ask.network.resources.services.values())
    return new_page(
        ask, "services", _HOST + _BASE, found, lambda service: service_json(ask, service)
    )


async def fetch(ask: Ask) -> Answer:
    """One messaging service."""
    return Answer(service_json(ask, _found(ask, "Sid")))


async def update(ask: Ask) -> Answer:
    """Change a messaging service."""
    service = _found(ask, "Sid")
    ask.network.resources.update(service, SERVICE, ask.form)
    return Answer(service_json(ask, service))


async def delete(ask: Ask) -> Answer:
    """Remove a messaging service."""
    del ask.network.resources.services[_found(ask, "Sid").sid]
    ask.network.resources.save()
    return Answer(status=204)


async def add_number(ask: Ask) -> Answer:
    """Put an owned number into the service's pool."""
    service = _found(ask, "ServiceSid")
    resources = ask.network.resources
    number = resources.numbers.get(ask.get("PhoneNumberSid"))
    if number is None:
        raise missing()
    if any(number.sid in one.members for one in resources.services.values()):
        raise ApiError(21710)
    service.members.append(number.sid)
    resources.save()
    return Answer(member_json(ask, service, number), 201)


async def numbers(ask: Ask) -> Answer:
    """List the service's pool."""
    service = _found(ask, "ServiceSid")
    owned = ask.network.resources.numbers
    pool = [owned[sid] for sid in service.members if sid in owned]
    url = f"{_HOST}{_BASE}/{service.sid}/PhoneNumbers"
    return new_page(
        ask, "phone_numbers", url, pool, lambda number: member_json(ask, service, number)
    )


async def fetch_number(ask: Ask) -> Answer:
    """One number of the pool."""
    service = _found(ask, "ServiceSid")
    return Answer(member_json(ask, service, _member(ask, service)))


async def remove_number(ask: Ask) -> Answer:
    """Take a number out of the pool; it stays owned."""
    service = _found(ask, "ServiceSid")
    service.members.remove(_member(ask, service).sid)
    ask.network.resources.save()
    return Answer(status=204)


def service_json(ask: Ask, service: Resource) -> dict[str, Any]:
    """A messaging service as the API shows it."""
    url = f"{_HOST}{_BASE}/{service.sid}"
    return {
        **service.values,
        "sid": service.sid,
        "account_sid": ask.account_sid,
        "us_app_to_person_registered": False,
        "date_created": iso8601(service.created_at),
        "date_updated": iso8601(service.updated_at),
        "url": url,
        "links": {name: f"{url}/{path}" for name, path in _LINKS.items()},
    }


def member_json(ask: Ask, service: Resource, number: Resource) -> dict[str, Any]:
    """A number of a pool as the API shows it."""
    return {
        "sid": number.sid,
        "account_sid": ask.account_sid,
        "service_sid": service.sid,
        "phone_number": number.get("phone_number"),
        "country_code": "US",
        "capabilities": ["Voice", "SMS", "MMS"],
        "date_created": iso8601(number.created_at),
        "date_updated": iso8601(number.updated_at),
        "url": f"{_HOST}{_BASE}/{service.sid}/PhoneNumbers/{number.sid}",
    }


def _found(ask: Ask, part: str) -> Resource:
    service = ask.network.resources.services.get(ask.parts[part])
    if service is None:
        raise missing()
    return service


def _member(ask: Ask, service: Resource) -> Resource:
    number = ask.network.resources.numbers.get(ask.parts["Sid"])
    if number is None or number.sid not in service.members:
        raise missing()
    return number


ROUTES = (
    Route("POST", _BASE, create),
    Route("GET", _BASE, index),
    Route("GET", f"{_BASE}/{{Sid}}", fetch),
    Route("POST", f"{_BASE}/{{Sid}}", update),
    Route("DELETE", f"{_BASE}/{{Sid}}", delete),
    Route("POST", f"{_BASE}/{{ServiceSid}}/PhoneNumbers", add_number),
    Route("GET", f"{_BASE}/{{ServiceSid}}/PhoneNumbers", numbers),
    Route("GET", f"{_BASE}/{{ServiceSid}}/PhoneNumbers/{{Sid}}", fetch_number),
    Route("DELETE", f"{_BASE}/{{ServiceSid}}/PhoneNumbers/{{Sid}}", remove_number),
)

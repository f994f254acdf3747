"""/Messages: https://www.twilio.com/docs/messaging/api/message-resource"""

from typing import Any

from phonebank.simulator.call_params import API_VERSION
from phonebank.simulator.dates import rfc2822
from phonebank.simulator.message import Message
from phonebank.simulator.resources import Resource
from phonebank.simulator.rest.date_filters import within
from phonebank.simulator.rest.errors import ApiError
from phonebank.simulator.rest.exchange import Answer, Ask, Route, is_e164, missing
from phonebank.simulator.rest.paging import old_page
from phonebank.simulator.segments import segment_count
from phonebank.simulator.texts import TextOrder

_BASE = "/2010-04-01/Accounts/{AccountSid}/Messages"
_LONGEST_BODY = 1600


async def create(ask: Ask) -> Answer:
    """Send a text."""
    to, body, media = ask.get("To"), ask.get("Body"), tuple(ask.all("MediaUrl"))
    ask.refuse("ScheduleType", "SendAt", "ContentSid", "ContentVariables")
    _check_content(to, body, media)
    service = _service(ask)
    from_ = _sender(ask, service, to)
    status_callback = ask.url("StatusCallback", 21609)
    if not status_callback and service is not None:
        status_callback = service.get("status_callback")
    if ask.network.texts.is_opted_out(to, from_, service):
        raise ApiError(21610)
    order = TextOrder(
        from_=from_,
        to=to,
        body=body,
        status_callback=status_callback,
        service=service,
        media_urls=media,
        error_code=_trouble(ask, to),
    )
    return Answer(message_json(ask, ask.network.texts.send(order)), 201)


async def index(ask: Ask) -> Answer:
    """List texts, newest first."""
    messages = reversed(ask.network.texts.messages.values())
    found = [one for one in messages if _matches(ask, one)]
    path = f"/{API_VERSION}/Accounts/{ask.account_sid}/Messages.json"
    return old_page(ask, "messages", path, found, lambda one: message_json(ask, one))


async def fetch(ask: Ask) -> Answer:
    """One text."""
    return Answer(message_json(ask, _found(ask)))


async def delete(ask: Ask) -> Answer:
    """Forget a text."""
    del ask.network.texts.messages[_found(ask).sid]
    return Answer(status=204)


def message_json(ask: Ask, message: Message) -> dict[str, Any]:
    """A text as the API shows it."""
    uri = f"/{API_VERSION}/Accounts/{ask.account_sid}/Messages/{message.sid}"
    return {
        "sid": message.sid,
        "account_sid": ask.account_sid,
        "messaging_service_sid": message.service_sid or None,
        "from": message.from_,
        "to": message.to,
        "body": message.body,
        "num_segments": str(segment_count(message.body)),
        "num_media": str(len(message.media_urls)),
        "direction": message.direction.value,
        "status": message.status.value,
        "error_code": message.error_code,
        "error_message": message.error_message,
        "date_created": rfc2822(message.created_at),
        "date_updated": rfc2822(message.updated_at),
        "date_sent": rfc2822(message.sent_at) if message.sent_at else None,
        "price": None,
        "price_unit": "USD",
        "api_version": API_VERSION,
        "uri": f"{uri}.json",
        "subresource_uris": {"media": f"{uri}/Media.json"},
    }


def _check_content(to: str, body: str, media: tuple[str, ...]) -> None:
    if not to:
        raise ApiError(21604)
    if not is_e164(to):
        raise ApiError(21211, f"Invalid 'To' Phone Number: {to}")
    if not body and not media:
        raise ApiError(21602)
    if len(body) > _LONGEST_BODY:
        raise ApiError(21617)


def _service(ask: Ask) -> Resource | None:
    sid = ask.get("MessagingServiceSid")
    if not sid:
        return None
    service = ask.network.resources.services.get(sid)
    if service is None:
        raise ApiError(21701, "The Messaging Service does not exist")
    return service


def _sender(ask: Ask, service: Resource | None, to: str) -> str:
    """The number a text goes out from: the one asked for, or one of the service's pool."""
    from_ = ask.get("From")
    if not from_ and service is None:
        raise ApiError(21603)
    if from_:
        number = ask.network.resources.number(from_)
        if number is None or (service is not None and number.sid not in service.members):
            raise ApiError(21606, f"{from_} may not be texted from")
        return from_
    numbers = ask.network.resources.numbers
    pool = [numbers[sid].get("phone_number") for sid in service.members] if service else []
    if not pool:
        raise ApiError(21703)
    return ask.network.texts.sender_for(to, pool)


def _trouble(ask: Ask, to: str) -> int | None:
    """The error planned for this text: raised if it is a refusal, else met on the way."""
    code = ask.network.equipment.faults.take_message_code(to)
    if code is not None and not 30_000 <= code < 31_000:
        raise ApiError(code)
    return code


def _found(ask: Ask) -> Message:
    message = ask.network.texts.messages.get(ask.parts["Sid"])
    if message is None:
        raise missing()
    return message


def _matches(ask: Ask, message: Message) -> bool:
    wanted = {"To": message.to, "From": message.from_}
    same = all(ask.get(name) == value for name, value in wanted.items() if ask.has(name))
    return same and within(ask, "DateSent", message.sent_at)


ROUTES = (
    Route("POST", f"{_BASE}.json", create),
    Route("GET", f"{_BASE}.json", index),
    Route("GET", f"{_BASE}/{{Sid}}.json", fetch),
    Route("DELETE", f"{_BASE}/{{Sid}}.json", delete),
)

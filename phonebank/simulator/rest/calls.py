"""/Calls: https://www.twilio.com/docs/voice/api/call-resource"""

from collections.abc import Awaitable, Callable
from typing import Any

from phonebank.simulator.call import Call, CallStatus
from phonebank.simulator.call_params import API_VERSION
from phonebank.simulator.dates import rfc2822
from phonebank.simulator.rest.date_filters import within
from phonebank.simulator.rest.errors import ApiError
from phonebank.simulator.rest.exchange import Answer, Ask, Route, missing
from phonebank.simulator.rest.orders import callback, detection, order
from phonebank.simulator.rest.paging import old_page
from phonebank.simulator.sids import sid_for
from phonebank.simulator.twiml.line import Turn

_BASE = "/2010-04-01/Accounts/{AccountSid}/Calls"


async def create(ask: Ask) -> Answer:
    """Call somebody and play TwiML to whoever answers."""
    answered = _script(ask)
    asynchronous = ask.flag("AsyncAmd")
    prefix = "AsyncAmdStatusCallback" if asynchronous else ""
    wanted = order(ask, detection(ask, prefix, waits=not asynchronous))
    call = ask.network.switch.place(wanted, answered)
    if ask.flag("Record"):
        ask.network.record_call(call, callback(ask, "RecordingStatusCallback", "completed"))
    return Answer(call_json(ask, call), 201)


async def index(ask: Ask) -> Answer:
    """List calls, newest first."""
    calls = [one for one in reversed(ask.network.switch.calls.values()) if _matches(ask, one)]
    path = f"/{API_VERSION}/Accounts/{ask.account_sid}/Calls.json"
    return old_page(ask, "calls", path, calls, lambda call: call_json(ask, call))


async def fetch(ask: Ask) -> Answer:
    """One call."""
    return Answer(call_json(ask, _found(ask)))


async def update(ask: Ask) -> Answer:
    """End a call, or play other TwiML on it."""
    ask.refuse("TimeLimit", "StatusCallback")
    call = _found(ask)
    if ask.has("Status"):
        await _end(ask, call)
    if ask.has("Url") or ask.has("Twiml"):
        if not call.is_answered:
            raise ApiError(21220)
        ask.network.switch.run(call, _script(ask)(call))
    return Answer(call_json(ask, call))


async def delete(ask: Ask) -> Answer:
    """Forget a call that is over."""
    call = _found(ask)
    if not call.is_over:
        raise ApiError(20409, "Cannot delete a call that is not over")
    del ask.network.switch.calls[call.sid]
    return Answer(status=204)


def call_json(ask: Ask, call: Call) -> dict[str, Any]:
    """A call as the API shows it."""
    uri = f"/{API_VERSION}/Accounts/{ask.account_sid}/Calls/{call.sid}"
    number = next((one for one in (call.from_, call.to) if ask.network.resources.number(one)), None)
    return {
        "sid": call.sid,
        "account_sid": ask.account_sid,
        "parent_call_sid": call.parent_sid or None,
        "phone_number_sid": sid_for("PN", number) if number else None,
        "from": call.from_,
        "from_formatted": call.from_,
        "to": call.to,
        "to_formatted": call.to,
        "status": _shown_status(call),
        "direction": call.direction.value,
        "date_created": rfc2822(call.created_at),
        "date_updated": rfc2822(call.updated_at),
        "start_time": rfc2822(call.started_at or call.created_at),
        "end_time": rfc2822(call.ended_at) if call.ended_at else None,
        "duration": str(call.duration_seconds) if call.is_over else None,
        "answered_by": call.answered_by or None,
        "price": None,
        "price_unit": "USD",
        "api_version": API_VERSION,
        "forwarded_from": None,
        "group_sid": None,
        "caller_name": None,
        "queue_time": "0",
        "trunk_sid": None,
        "uri": f"{uri}.json",
        "subresource_uris": {"recordings": f"{uri}/Recordings.json"},
    }


def _shown_status(call: Call) -> str:
    """The API has no `initiated`; a call that is being set up is still queued there."""
    shown = CallStatus.QUEUED if call.status is CallStatus.INITIATED else call.status
    return shown.value


def _found(ask: Ask) -> Call:
    call = ask.network.switch.calls.get(ask.parts["Sid"])
    if call is None:
        raise missing()
    return call


def _matches(ask: Ask, call: Call) -> bool:
    wanted = {
        "To": call.to,
        "From": call.from_,
        "ParentCallSid": call.parent_sid,
        "Status": _shown_status(call),
    }
    same = all(ask.get(name) == value for name, value in wanted.items() if ask.has(name))
    started = call.started_at or call.created_at
    return same and within(ask, "StartTime", started) and within(ask, "EndTime", call.ended_at)


def _script(ask: Ask) -> Callable[[Call], Awaitable[None]]:
    """What is played on the call."""
    network = ask.network
    if ask.has("Twiml"):
        return lambda call: network.interpreter.perform(call, ask.get("Twiml"))
    if ask.has("ApplicationSid"):
        application = network.resources.applications.get(ask.get("ApplicationSid"))
        if application is None:
            raise ApiError(21218, "Invalid ApplicationSid")
        turn = Turn(application.get("voice_url"), application.get("voice_method"))
        return lambda call: network.interpreter.follow(call, turn)
    url = ask.url("Url", 21205)
    if not url:
        raise ApiError(21205)
    turn = Turn(url, ask.get("Method", "POST"), fallback_url=ask.url("FallbackUrl"))
    return lambda call: network.interpreter.follow(call, turn)


async def _end(ask: Ask, call: Call) -> None:
    status = CallStatus(ask.get("Status"))
    if status is CallStatus.CANCELED and call.is_answered:
        return
    if status is CallStatus.COMPLETED and not call.is_answered:
        status = CallStatus.CANCELED
    await ask.network.switch.hang_up(call, status)


ROUTES = (
    Route("POST", f"{_BASE}.json", create),
    Route("GET", f"{_BASE}.json", index),
    Route("GET", f"{_BASE}/{{Sid}}.json", fetch),
    Route("POST", f"{_BASE}/{{Sid}}.json", update),
    Route("DELETE", f"{_BASE}/{{Sid}}.json", delete),
)

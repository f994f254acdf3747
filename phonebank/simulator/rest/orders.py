"""What Calls and Participants have in common: whom to call, how long, and whom to tell."""

from phonebank.simulator.call import Callback
from phonebank.simulator.machine_detection import DetectionMode, MachineDetection
from phonebank.simulator.rest.errors import ApiError
from phonebank.simulator.rest.exchange import Ask, is_e164
from phonebank.simulator.switch import Order

CALL_EVENTS = frozenset({"initiated", "ringing", "answered", "completed"})
_LONGEST_RING_SECONDS = 600
_NOT_PLAYED = (
    "Byoc",
    "ConferenceRecord",
    "MaxParticipants",
    "SendDigits",
    "SipAuthPassword",
    "SipAuthUsername",
)


def order(ask: Ask, wanted: MachineDetection | None) -> Order:
    """The call that a request asks for. Raises ApiError with Twilio's code for what is wrong."""
    ask.refuse(*_NOT_PLAYED)
    to, from_ = ask.get("To"), ask.get("From")
    if not to:
        raise ApiError(21201)
    if not from_:
        raise ApiError(21213)
    if not is_e164(to):
        raise ApiError(21211, f"Invalid 'To' Phone Number: {to}")
    if ask.network.resources.number(from_) is None:
        raise ApiError(21210, f"'From' phone number not verified: {from_}")
    timeout = ask.number("Timeout", 60)
    if not 1 <= timeout <= _LONGEST_RING_SECONDS:
        raise ApiError(20001, f"Timeout must be from 1 to {_LONGEST_RING_SECONDS}")
    return Order(
        from_=from_,
        to=to,
        callback=callback(ask, "StatusCallback", "completed", CALL_EVENTS),
        timeout_seconds=timeout,
        time_limit_seconds=ask.number("TimeLimit", 14_400),
        detection=wanted,
        caller_id=ask.get("CallerId"),
    )


def callback(
    ask: Ask, name: str, usual: str, known: frozenset[str] = frozenset()
) -> Callback | None:
    """A callback by its parameters' common name; raises ApiError for an event not in `known`."""
    url = ask.url(name, 21609)
    if not url:
        return None
    given = [event for value in ask.all(f"{name}Event") for event in value.split()]
    events = frozenset(given or usual.split())
    if known and not events <= known:
        raise ApiError(21626, f"Invalid {name}Event: {', '.join(sorted(events - known))}")
    return Callback(url, ask.get(f"{name}Method", "POST"), events)


def detection(ask: Ask, callback_name: str, *, waits: bool) -> MachineDetection | None:
    """The answering machine detection that a request asks for."""
    if not ask.has("MachineDetection"):
        return None
    try:
        mode = DetectionMode(ask.get("MachineDetection"))
    except ValueError as error:
        raise ApiError(20001, "MachineDetection must be Enable or DetectMessageEnd") from error
    return MachineDetection(
        mode=mode,
        callback_url=ask.url(callback_name) if callback_name else "",
        callback_method=ask.get(f"{callback_name}Method", "POST"),
        waits=waits,
        timeout_seconds=ask.number("MachineDetectionTimeout", 30),
    )

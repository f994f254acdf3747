"""/Participants: https://www.twilio.com/docs/voice/api/conference-participant-resource"""

from typing import Any

from phonebank.simulator.call import Call, CallStatus
from phonebank.simulator.call_params import API_VERSION
from phonebank.simulator.conference import Conference, JoinTerms, Participant
from phonebank.simulator.dates import rfc2822
from phonebank.simulator.rest.errors import ApiError
from phonebank.simulator.rest.exchange import Answer, Ask, Route, missing
from phonebank.simulator.rest.orders import callback, detection, order
from phonebank.simulator.rest.paging import old_page

_BASE = "/2010-04-01/Accounts/{AccountSid}/Conferences/{ConferenceSid}/Participants"
_CONFERENCE_EVENTS = frozenset(
    {"start", "end", "join", "leave", "mute", "hold", "modify", "speaker", "announcement"}
)
_STATUSES = {
    CallStatus.QUEUED: "queued",
    CallStatus.INITIATED: "connecting",
    CallStatus.RINGING: "ringing",
    CallStatus.IN_PROGRESS: "connected",
    CallStatus.COMPLETED: "complete",
}


async def create(ask: Ask) -> Answer:
    """Call somebody into a conference, named by SID or by friendly name."""
    events = callback(ask, "ConferenceStatusCallback", "start end", _CONFERENCE_EVENTS)
    wanted = order(ask, detection(ask, "AmdStatusCallback", waits=False))
    call = ask.network.add_participant(ask.parts["ConferenceSid"], wanted, _terms(ask), events)
    if ask.flag("Record"):
        ask.network.record_call(call, callback(ask, "RecordingStatusCallback", "completed"))
    room = ask.network.rooms.conferences[call.conference_sid]
    return Answer(participant_json(ask, room, room.participants[call.sid]), 201)


async def index(ask: Ask) -> Answer:
    """List those who are in the conference or on their way."""
    room = _room(ask)
    present = [one for one in room.participants.values() if not one.left]
    found = [one for one in present if _matches(ask, one)]
    path = f"/{API_VERSION}/Accounts/{ask.account_sid}/Conferences/{room.sid}/Participants.json"
    return old_page(ask, "participants", path, found, lambda one: participant_json(ask, room, one))


async def fetch(ask: Ask) -> Answer:
    """One participant."""
    room = _room(ask)
    return Answer(participant_json(ask, room, _found(ask, room)))


async def update(ask: Ask) -> Answer:
    """Mute, hold, let coach, or change what their leaving means."""
    ask.refuse("AnnounceUrl")
    room = _room(ask)
    participant = _found(ask, room)
    rooms = ask.network.rooms
    if ask.has("Muted"):
        rooms.set_muted(room, participant, ask.flag("Muted"))
    if ask.has("Hold"):
        rooms.set_hold(room, participant, ask.flag("Hold"))
    if ask.has("Coaching") or ask.has("CallSidToCoach"):
        rooms.set_coaching(room, participant, _coached(ask))
    if ask.has("EndConferenceOnExit"):
        rooms.modify(room, participant, ask.flag("EndConferenceOnExit"))
    return Answer(participant_json(ask, room, participant))


async def delete(ask: Ask) -> Answer:
    """Take a participant out."""
    participant = _found(ask, _room(ask))
    await ask.network.remove_participant(participant.call)
    return Answer(status=204)


def participant_json(ask: Ask, room: Conference, one: Participant) -> dict[str, Any]:
    """A participant as the API shows it."""
    uri = f"/{API_VERSION}/Accounts/{ask.account_sid}/Conferences/{room.sid}"
    return {
        "account_sid": ask.account_sid,
        "call_sid": one.call.sid,
        "conference_sid": room.sid,
        "label": one.label or None,
        "muted": one.muted,
        "hold": one.hold,
        "coaching": bool(one.coaches),
        "call_sid_to_coach": one.coaches or None,
        "start_conference_on_enter": one.start_on_enter,
        "end_conference_on_exit": one.end_on_exit,
        "status": _status(one.call),
        "queue_time": "0",
        "date_created": rfc2822(one.created_at),
        "date_updated": rfc2822(one.updated_at),
        "uri": f"{uri}/Participants/{one.call.sid}.json",
    }


def _status(call: Call) -> str:
    return _STATUSES.get(call.status, "failed")


def _terms(ask: Ask) -> JoinTerms:
    return JoinTerms(
        label=ask.get("Label"),
        start_on_enter=ask.flag("StartConferenceOnEnter", True),
        end_on_exit=ask.flag("EndConferenceOnExit"),
        muted=ask.flag("Muted"),
        beep=ask.get("Beep", "true"),
        coaches=_coached(ask),
    )


def _coached(ask: Ask) -> str:
    """The SID of the call to coach, empty for none. Raises ApiError for coaching nobody."""
    whom = ask.get("CallSidToCoach")
    if not ask.flag("Coaching", bool(whom)):
        return ""
    if not whom:
        raise ApiError(20001, "CallSidToCoach is required where Coaching is true")
    return whom


def _room(ask: Ask) -> Conference:
    room = ask.network.rooms.find(ask.parts["ConferenceSid"])
    if room is None:
        raise missing()
    return room


def _found(ask: Ask, room: Conference) -> Participant:
    """By the call's SID or the label; one who has left is no longer found."""
    wanted = ask.parts["CallSid"]
    for one in room.participants.values():
        if not one.left and wanted in (one.call.sid, one.label):
            return one
    raise missing()


def _matches(ask: Ask, one: Participant) -> bool:
    asked = {"Muted": one.muted, "Hold": one.hold, "Coaching": bool(one.coaches)}
    return all(ask.flag(name) is value for name, value in asked.items() if ask.has(name))


ROUTES = (
    Route("POST", f"{_BASE}.json", create),
    Route("GET", f"{_BASE}.json", index),
    Route("GET", f"{_BASE}/{{CallSid}}.json", fetch),
    Route("POST", f"{_BASE}/{{CallSid}}.json", update),
    Route("DELETE", f"{_BASE}/{{CallSid}}.json", delete),
)

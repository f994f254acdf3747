"""The parameters that webhooks about a conference carry."""

from datetime import datetime

from phonebank.simulator.conference import Conference, Participant
from phonebank.simulator.dates import rfc2822


def conference_event(
    room: Conference, event: str, account_sid: str, at: datetime
) -> dict[str, str]:
    """What every conference event says."""
    return {
        "AccountSid": account_sid,
        "ConferenceSid": room.sid,
        "FriendlyName": room.name,
        "StatusCallbackEvent": event,
        "SequenceNumber": str(room.sequence),
        "Timestamp": rfc2822(at),
    }


def participant_event(participant: Participant) -> dict[str, str]:
    """What an event about one participant adds."""
    params = {
        "CallSid": participant.call.sid,
        "Muted": _flag(participant.muted),
        "Hold": _flag(participant.hold),
        "Coaching": _flag(bool(participant.coaches)),
        "EndConferenceOnExit": _flag(participant.end_on_exit),
        "StartConferenceOnEnter": _flag(participant.start_on_enter),
    }
    if participant.coaches:
        params["CallSidToCoach"] = participant.coaches
    if participant.label:
        params["ParticipantLabel"] = participant.label
    if participant.left:
        params["ParticipantCallStatus"] = participant.call.status.value
    return params


def _flag(value: bool) -> str:
    return "true" if value else "false"

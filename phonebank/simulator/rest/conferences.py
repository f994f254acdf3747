"""/Conferences: https://www.twilio.com/docs/voice/api/conference-resource"""

from typing import Any

from phonebank.simulator.call_params import API_VERSION
from phonebank.simulator.conference import Conference
from phonebank.simulator.dates import rfc2822
from phonebank.simulator.rest.date_filters import within
from phonebank.simulator.rest.exchange import Answer, Ask, Route, missing
from phonebank.simulator.rest.paging import old_page

_BASE = "/2010-04-01/Accounts/{AccountSid}/Conferences"


async def index(ask: Ask) -> Answer:
    """List conferences, newest first."""
    rooms = ask.network.rooms.conferences.values()
    found = [one for one in reversed(rooms) if _matches(ask, one)]
    path = f"/{API_VERSION}/Accounts/{ask.account_sid}/Conferences.json"
    return old_page(ask, "conferences", path, found, lambda room: conference_json(ask, room))


async def fetch(ask: Ask) -> Answer:
    """One conference."""
    return Answer(conference_json(ask, _found(ask)))


async def update(ask: Ask) -> Answer:
    """End a conference."""
    ask.refuse("AnnounceUrl")
    room = _found(ask)
    if ask.get("Status") == "completed":
        ask.network.rooms.end(room)
    return Answer(conference_json(ask, room))


def conference_json(ask: Ask, room: Conference) -> dict[str, Any]:
    """A conference as the API shows it."""
    uri = f"/{API_VERSION}/Accounts/{ask.account_sid}/Conferences/{room.sid}"
    return {
        "sid": room.sid,
        "account_sid": ask.account_sid,
        "friendly_name": room.name,
        "status": room.status.value,
        "region": "us1",
        "date_created": rfc2822(room.created_at),
        "date_updated": rfc2822(room.updated_at),
        "api_version": API_VERSION,
        "reason_conference_ended": room.end_reason.value if room.end_reason else None,
        "call_sid_ending_conference": room.ended_by or None,
        "uri": f"{uri}.json",
        "subresource_uris": {
            "participants": f"{uri}/Participants.json",
            "recordings": f"{uri}/Recordings.json",
        },
    }


def _found(ask: Ask) -> Conference:
    room = ask.network.rooms.find(ask.parts["Sid"])
    if room is None:
        raise missing()
    return room


def _matches(ask: Ask, room: Conference) -> bool:
    wanted = {"FriendlyName": room.name, "Status": room.status.value}
    same = all(ask.get(name) == value for name, value in wanted.items() if ask.has(name))
    created = within(ask, "DateCreated", room.created_at)
    return same and created and within(ask, "DateUpdated", room.updated_at)


ROUTES = (
    Route("GET", f"{_BASE}.json", index),
    Route("GET", f"{_BASE}/{{Sid}}.json", fetch),
    Route("POST", f"{_BASE}/{{Sid}}.json", update),
)

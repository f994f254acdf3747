"""/Recordings: https://www.twilio.com/docs/voice/api/recording"""

from typing import Any

from phonebank.simulator.call_params import API_VERSION
from phonebank.simulator.dates import rfc2822
from phonebank.simulator.recordings import Recording
from phonebank.simulator.rest.date_filters import within
from phonebank.simulator.rest.exchange import Answer, Ask, Route, missing
from phonebank.simulator.rest.paging import old_page

_BASE = "/2010-04-01/Accounts/{AccountSid}/Recordings"


async def index(ask: Ask) -> Answer:
    """List recordings, newest first."""
    recordings = reversed(ask.network.recordings.by_sid.values())
    found = [one for one in recordings if _matches(ask, one)]
    path = f"/{API_VERSION}/Accounts/{ask.account_sid}/Recordings.json"
    return old_page(ask, "recordings", path, found, lambda one: recording_json(ask, one))


async def fetch(ask: Ask) -> Answer:
    """One recording."""
    return Answer(recording_json(ask, _found(ask)))


async def delete(ask: Ask) -> Answer:
    """Remove a recording."""
    del ask.network.recordings.by_sid[_found(ask).sid]
    return Answer(status=204)


def recording_json(ask: Ask, recording: Recording) -> dict[str, Any]:
    """A recording as the API shows it."""
    uri = f"/{API_VERSION}/Accounts/{ask.account_sid}/Recordings/{recording.sid}"
    running = recording.ended_at is None
    return {
        "sid": recording.sid,
        "account_sid": ask.account_sid,
        "call_sid": recording.call_sid,
        "conference_sid": recording.conference_sid or None,
        "status": "in-progress" if running else "completed",
        "duration": None if running else str(recording.duration_seconds),
        "channels": 1,
        "source": recording.source.value,
        "error_code": None,
        "price": None,
        "price_unit": "USD",
        "api_version": API_VERSION,
        "date_created": rfc2822(recording.started_at),
        "date_updated": rfc2822(recording.ended_at or recording.started_at),
        "start_time": rfc2822(recording.started_at),
        "encryption_details": None,
        "media_url": ask.network.recordings.url(recording),
        "uri": f"{uri}.json",
        "subresource_uris": {
            "add_on_results": f"{uri}/AddOnResults.json",
            "transcriptions": f"{uri}/Transcriptions.json",
        },
    }


def _found(ask: Ask) -> Recording:
    recording = ask.network.recordings.by_sid.get(ask.parts["Sid"])
    if recording is None:
        raise missing()
    return recording


def _matches(ask: Ask, recording: Recording) -> bool:
    wanted = {"CallSid": recording.call_sid, "ConferenceSid": recording.conference_sid}
    same = all(ask.get(name) == value for name, value in wanted.items() if ask.has(name))
    return same and within(ask, "DateCreated", recording.started_at)


ROUTES = (
    Route("GET", f"{_BASE}.json", index),
    Route("GET", f"{_BASE}/{{Sid}}.json", fetch),
    Route("DELETE", f"{_BASE}/{{Sid}}.json", delete),
)

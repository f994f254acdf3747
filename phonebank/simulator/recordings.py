"""Recordings of calls and conferences: that they were made, for how long, and who is told."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from phonebank.simulator.call import Callback
from phonebank.simulator.call_params import API_VERSION
from phonebank.simulator.dates import rfc2822
from phonebank.simulator.equipment import Equipment
from phonebank.simulator.sids import new_sid


class RecordingSource(StrEnum):
    """What asked for a recording, as Twilio names it."""

    DIAL_VERB = "DialVerb"
    CONFERENCE = "Conference"
    OUTBOUND_API = "OutboundAPI"
    RECORD_VERB = "RecordVerb"


@dataclass(eq=False)
class Recording:
    """One recording. `ended_at` is None while it runs."""

    sid: str
    call_sid: str
    conference_sid: str
    source: RecordingSource
    started_at: datetime
    callback: Callback | None
    ended_at: datetime | None = None

    @property
    def duration_seconds(self) -> int:
        """Its length in whole seconds; 0 while it runs."""
        if self.ended_at is None:
            return 0
        return max(0, round((self.ended_at - self.started_at).total_seconds()))


class Recordings:
    """Every recording of the account."""

    def __init__(self, equipment: Equipment) -> None:
        self._equipment = equipment
        self.by_sid: dict[str, Recording] = {}

    def start(
        self,
        source: RecordingSource,
        call_sid: str,
        conference_sid: str = "",
        callback: Callback | None = None,
    ) -> Recording:
        """Begin to record."""
        now = self._equipment.clock.now()
        recording = Recording(new_sid("RE"), call_sid, conference_sid, source, now, callback)
        self.by_sid[recording.sid] = recording
        self._tell(recording, "in-progress")
        return recording

    def finish(self, recording: Recording) -> None:
        """Stop recording, once."""
        if recording.ended_at is None:
            recording.ended_at = self._equipment.clock.now()
            self._tell(recording, "completed")

    def url(self, recording: Recording) -> str:
        """Where Twilio would serve the sound."""
        account_sid = self._equipment.settings.account_sid
        path = f"/{API_VERSION}/Accounts/{account_sid}/Recordings/{recording.sid}"
        return "https://api.twilio.com" + path

    def _tell(self, recording: Recording, status: str) -> None:
        callback = recording.callback
        if callback is None or status not in callback.events:
            return
        params = {
            "AccountSid": self._equipment.settings.account_sid,
            "CallSid": recording.call_sid,
            "RecordingSid": recording.sid,
            "RecordingUrl": self.url(recording),
            "RecordingStatus": status,
            "RecordingDuration": str(recording.duration_seconds),
            "RecordingChannels": "1",
            "RecordingStartTime": rfc2822(recording.started_at),
            "RecordingSource": recording.source.value,
        }
        if recording.conference_sid:
            params["ConferenceSid"] = recording.conference_sid
        self._equipment.webhooks.notify(recording.sid, callback.url, params, callback.method)

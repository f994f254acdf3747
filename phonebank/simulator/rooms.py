"""Conferences: who is in which room, how it sounds there, and what the application is told.

Events and their parameters:
https://www.twilio.com/docs/voice/api/conference-resource#conference-status-callback-parameters
"""

import asyncio

from phonebank.simulator.call import Call, Callback
from phonebank.simulator.conference import (
    Conference,
    ConferenceStatus,
    EndReason,
    JoinTerms,
    LeaveReason,
    Participant,
)
from phonebank.simulator.conference_params import conference_event, participant_event
from phonebank.simulator.equipment import Equipment
from phonebank.simulator.sids import new_sid
from phonebank.simulator.sound import Speakers

# What is asked for -> the names that are delivered.
_ASKED_BY = {
    "conference-start": "start",
    "conference-end": "end",
    "participant-join": "join",
    "participant-leave": "leave",
    "participant-mute": "mute",
    "participant-unmute": "mute",
    "participant-hold": "hold",
    "participant-unhold": "hold",
    "participant-modify": "modify",
}


class Rooms:
    """Every conference of the account, and the only writer of who is in it."""

    def __init__(self, equipment: Equipment, speakers: Speakers) -> None:
        self._equipment = equipment
        self._speakers = speakers
        self._gone: dict[str, asyncio.Event] = {}
        self.conferences: dict[str, Conference] = {}
        self._open_by_name: dict[str, Conference] = {}

    def find(self, name_or_sid: str) -> Conference | None:
        """A conference by its SID, or one still open by its name."""
        return self.conferences.get(name_or_sid) or self._open_by_name.get(name_or_sid)

    def open(self, name: str, callback: Callback | None = None) -> Conference:
        """The open conference of this name, or a new one. Only the first to ask is told of it."""
        room = self._open_by_name.get(name)
        if room is None:
            now = self._equipment.clock.now()
            mixer = self._speakers.new_mixer()
            room = Conference(new_sid("CF"), name, now, now, mixer, callback)
            self.conferences[room.sid] = self._open_by_name[name] = room
        return room

    def expect(self, room: Conference, call: Call, terms: JoinTerms) -> Participant:
        """Note a call that is on its way into the room."""
        now = self._equipment.clock.now()
        participant = Participant(
            call,
            terms.label,
            terms.start_on_enter,
            terms.end_on_exit,
            terms.muted,
            now,
            now,
            terms.coaches,
        )
        room.participants[call.sid] = participant
        call.conference_sid = room.sid
        return participant

    def join(self, room: Conference, call: Call, terms: JoinTerms) -> None:
        """Let a call in. One whose room has ended meanwhile stays outside."""
        participant = room.participants.get(call.sid) or self.expect(room, call, terms)
        if participant.left or room.is_over or call.is_over:
            participant.left = True
            return
        participant.joined, participant.joined_at = True, self._equipment.clock.now()
        self._gone[call.sid] = asyncio.Event()
        self._seat(room, participant)
        self._start_if_due(room, participant)
        self._tell(room, "participant-join", participant)

    async def stay(self, call: Call) -> None:
        """Wait until the call is no longer in its room."""
        gone = self._gone.get(call.sid)
        if gone is not None:
            await gone.wait()

    def leave(self, call: Call, reason: LeaveReason = LeaveReason.HUNG_UP) -> None:
        """Take a call out of its room, which may end the room."""
        room = self.conferences.get(call.conference_sid)
        participant = room.participants.get(call.sid) if room else None
        if room is None or participant is None or participant.left:
            return
        participant.left, participant.updated_at = True, self._equipment.clock.now()
        if not participant.joined:
            self._end_if_deserted(room)
            return
        self._speakers.exit(room.mixer, call)
        self._tell(room, "participant-leave", participant, ReasonParticipantLeft=reason.value)
        self._gone.pop(call.sid).set()
        self._end_if_due(room, participant, reason)

    def not_reached(self, call: Call) -> None:
        """Say that somebody who was added did not come to the phone."""
        room = self.conferences.get(call.conference_sid)
        participant = room.participants.get(call.sid) if room else None
        if room is None or participant is None:
            return
        reason = LeaveReason.NOT_REACHED.value
        self._tell(room, "participant-leave", participant, ReasonParticipantLeft=reason)

    def end(self, room: Conference) -> None:
        """End a conference on the application's request."""
        self._end(room, EndReason.ENDED, "", LeaveReason.ENDED)

    def set_muted(self, room: Conference, participant: Participant, muted: bool) -> None:
        """Mute or unmute a participant."""
        if participant.muted is muted:
            return
        participant.muted, participant.updated_at = muted, self._equipment.clock.now()
        room.mixer.mute(participant.call.sid, muted)
        self._tell(room, "participant-mute" if muted else "participant-unmute", participant)

    def set_hold(self, room: Conference, participant: Participant, hold: bool) -> None:
        """Put a participant on hold, out of the room's hearing, or take them back."""
        if participant.hold is hold:
            return
        participant.hold, participant.updated_at = hold, self._equipment.clock.now()
        if hold:
            self._speakers.exit(room.mixer, participant.call)
        else:
            self._seat(room, participant)
        self._tell(room, "participant-hold" if hold else "participant-unhold", participant)

    def set_coaching(self, room: Conference, participant: Participant, whom: str) -> None:
        """Let a participant be heard by one call alone, or by everybody where `whom` is empty."""
        if participant.coaches == whom:
            return
        participant.coaches, participant.updated_at = whom, self._equipment.clock.now()
        room.mixer.whisper(participant.call.sid, whom or None)
        self._tell(room, "participant-modify", participant)

    def passed_on(self, call: Call, digits: str) -> None:
        """Let the others in the call's room hear the keys that it presses."""
        room = self.conferences.get(call.conference_sid)
        for other in room.inside() if room else ():
            if other.call is not call:
                other.call.tones += digits

    def modify(self, room: Conference, participant: Participant, end_on_exit: bool) -> None:
        """Change whether the conference ends with this participant."""
        participant.end_on_exit = end_on_exit
        participant.updated_at = self._equipment.clock.now()
        self._tell(room, "participant-modify", participant)

    def forget(self) -> None:
        """Drop every conference, all of which must be empty."""
        self.conferences.clear()
        self._open_by_name.clear()

    def _seat(self, room: Conference, participant: Participant) -> None:
        self._speakers.enter(room.mixer, participant.call)
        if participant.muted:
            room.mixer.mute(participant.call.sid, True)
        if participant.coaches:
            room.mixer.whisper(participant.call.sid, participant.coaches)

    def _start_if_due(self, room: Conference, participant: Participant) -> None:
        inside = room.inside()
        if room.status is not ConferenceStatus.INIT or len(inside) < 2:
            return
        if any(one.start_on_enter for one in inside):
            room.status = ConferenceStatus.IN_PROGRESS
            room.updated_at = self._equipment.clock.now()
            self._tell(room, "conference-start", participant)

    def _end_if_due(self, room: Conference, who: Participant, reason: LeaveReason) -> None:
        if room.is_over:
            return
        removed = reason is LeaveReason.REMOVED
        if who.end_on_exit:
            why = EndReason.MODERATOR_REMOVED if removed else EndReason.MODERATOR_LEFT
            self._end(room, why, who.call.sid, LeaveReason.MODERATOR_LEFT)
        elif not room.inside():
            why = EndReason.LAST_REMOVED if removed else EndReason.LAST_LEFT
            self._end(room, why, who.call.sid, LeaveReason.ENDED)

    def _end_if_deserted(self, room: Conference) -> None:
        """A room that nobody ever reached does not stay open."""
        if all(one.left for one in room.participants.values()):
            self._end(room, EndReason.LAST_LEFT, "", LeaveReason.ENDED)

    def _end(self, room: Conference, why: EndReason, ended_by: str, others: LeaveReason) -> None:
        if room.is_over:
            return
        room.status, room.updated_at = ConferenceStatus.COMPLETED, self._equipment.clock.now()
        room.end_reason, room.ended_by = why, ended_by
        self._open_by_name.pop(room.name, None)
        for participant in room.inside():
            self.leave(participant.call, others)
        params = {"ReasonConferenceEnded": why.value}
        if ended_by:
            params["CallSidEndingConference"] = ended_by
            params["ParticipantLabelEndingConference"] = room.participants[ended_by].label
        self._tell(room, "conference-end", None, **params)

    def _tell(
        self, room: Conference, event: str, participant: Participant | None, **more: str
    ) -> None:
        room.sequence += 1
        callback = room.callback
        if callback is None or _ASKED_BY[event] not in callback.events:
            return
        account_sid, now = self._equipment.settings.account_sid, self._equipment.clock.now()
        params = conference_event(room, event, account_sid, now) | more
        if participant is not None:
            params |= participant_event(participant)
        self._equipment.webhooks.notify(room.sid, callback.url, params, callback.method)

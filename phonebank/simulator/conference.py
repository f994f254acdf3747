"""One conference: a room with a name, and the calls in it."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from phonebank.simulator.call import Call, Callback
from phonebank.simulator.leg import Mixer


class ConferenceStatus(StrEnum):
    """Twilio's conference statuses."""

    INIT = "init"
    IN_PROGRESS = "in-progress"
    COMPLETED = "completed"


class LeaveReason(StrEnum):
    """Twilio's ReasonParticipantLeft."""

    HUNG_UP = "participant_hung_up"
    REMOVED = "participant_updated_via_api"
    MODERATOR_LEFT = "moderator_ended_conference"
    ENDED = "conference_ended_via_api"
    NOT_REACHED = "participant_add_failed"


class EndReason(StrEnum):
    """Twilio's ReasonConferenceEnded."""

    MODERATOR_LEFT = "participant-with-end-conference-on-exit-left"
    MODERATOR_REMOVED = "participant-with-end-conference-on-exit-kicked"
    ENDED = "conference-ended-via-api"
    LAST_REMOVED = "last-participant-kicked"
    LAST_LEFT = "last-participant-left"


@dataclass(frozen=True)
class JoinTerms:
    """How a call takes part in a conference."""

    label: str = ""
    start_on_enter: bool = True
    end_on_exit: bool = False
    muted: bool = False
    beep: str = "true"
    coaches: str = ""
    """The SID of the one call that hears this one; empty where everybody does."""


@dataclass(eq=False)
class Participant:
    """A call in, or on its way into, a conference."""

    call: Call
    label: str
    start_on_enter: bool
    end_on_exit: bool
    muted: bool
    created_at: datetime
    updated_at: datetime
    coaches: str = ""
    hold: bool = False
    joined_at: datetime | None = None
    joined: bool = False
    left: bool = False


@dataclass(eq=False)
class Conference:
    """A room. Only `Rooms` changes it."""

    sid: str
    name: str
    created_at: datetime
    updated_at: datetime
    mixer: Mixer
    callback: Callback | None = None
    status: ConferenceStatus = ConferenceStatus.INIT
    participants: dict[str, Participant] = field(default_factory=dict)
    sequence: int = 0
    ended_by: str = ""
    end_reason: EndReason | None = None

    @property
    def is_over(self) -> bool:
        """Whether the conference has ended for good."""
        return self.status is ConferenceStatus.COMPLETED

    def inside(self) -> list[Participant]:
        """Those who are in the room now, in the order they came."""
        return [one for one in self.participants.values() if one.joined and not one.left]

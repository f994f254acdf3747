"""A volunteer on a shift, and a voter's place in the shift's queue."""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from phonebank.domain.base import Base, Owned, belongs_to, enum_column, owned
from phonebank.domain.call import Call, CallState
from phonebank.domain.dial_mode import DialMode

SILENT_AFTER = timedelta(seconds=45)
"""A caller whose page has not been heard from for this long is away."""


class CallerState(StrEnum):
    """What a caller is doing, as a captain would say it."""

    JOINED = "joined"
    READY = "ready"
    WAITING = "waiting"
    DIALLING = "dialling"
    TALKING = "talking"
    HANDING_OVER = "handing over"
    WRAPPING_UP = "wrapping up"
    ON_BREAK = "on break"
    PAUSED = "paused"
    AWAY = "away"
    FINISHED = "finished"


class Leaving(StrEnum):
    """Who wants a caller to be done as soon as no call is open."""

    FINISHING = "finishing"
    REMOVED = "removed"


class Caller(Owned, Base):
    """A volunteer on one shift: a caller where it calls, a texter where it texts.

    `languages` are spoken language tags, the most fluent first. `leg_call_sid` is the carrier's
    id of the volunteer's own line, while it is up; `on_phone` tells whether that is a telephone.
    `free_since` is set while the volunteer waits to be put through, and never while they have a
    call; `pool` is the language of the voters who are being dialled for them then.
    A caller who hands a call over is a guest in the conference of `guest_of_id` since `guest_at`,
    and on the way back to their own since `home_at`.
    A captain pauses (`held`), removes (`leaving`) and moves (`next_shift_id`); the last two wait
    for the end of an open call. `phone_number` is the caller's own, rung `phone_rings` times.
    """

    __tablename__ = "caller"
    __table_args__ = owned(
        belongs_to("shift", "shift_id"),
        belongs_to("shift", "next_shift_id"),
        belongs_to("caller", "guest_of_id"),
        Index(None, "shift_id"),
        Index(
            "ix_caller_free",
            "shift_id",
            "free_since",
            postgresql_where=text("free_since IS NOT NULL"),
        ),
    )

    shift_id: Mapped[int]
    name: Mapped[str]
    contact: Mapped[str] = mapped_column(default="")
    languages: Mapped[list[str]]
    page_language: Mapped[str] = mapped_column(default="en")
    return_code: Mapped[str] = mapped_column(unique=True)
    tab: Mapped[str] = mapped_column(default="")
    leg_call_sid: Mapped[str | None]
    leg_lost_at: Mapped[datetime | None]
    on_break: Mapped[bool] = mapped_column(default=False)
    free_since: Mapped[datetime | None]
    pool: Mapped[str | None]
    practised_at: Mapped[datetime | None]
    joined_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    join_key: Mapped[str | None] = mapped_column(unique=True)
    break_at: Mapped[datetime | None]
    held: Mapped[bool] = mapped_column(default=False)
    leaving: Mapped[Leaving | None] = mapped_column(enum_column(Leaving))
    next_shift_id: Mapped[int | None]
    guest_of_id: Mapped[int | None]
    guest_at: Mapped[datetime | None]
    home_at: Mapped[datetime | None]
    messages_read_to: Mapped[int] = mapped_column(default=0)
    on_phone: Mapped[bool] = mapped_column(default=False)
    phone_code: Mapped[str | None] = mapped_column(unique=True)
    phone_code_at: Mapped[datetime | None]
    phone_number: Mapped[str | None]
    phone_rings: Mapped[int] = mapped_column(default=0)

    @property
    def conference(self) -> str:
        """The name of the conference that holds the caller's line and a voter's."""
        return f"caller-{self.id}"

    def be_at_home(self) -> None:
        """The caller's line is in their own conference, and nowhere else."""
        self.guest_of_id = self.guest_at = self.home_at = None

    @property
    def takes_calls(self) -> bool:
        """Whether the caller means to have more calls on this shift, and may have them now."""
        goes = self.leaving is not None or self.next_shift_id is not None
        busy = self.on_break or self.held or self.guest_of_id is not None
        return self.finished_at is None and not goes and not busy

    def state(self, call: Call | None, at: datetime) -> CallerState:
        """What the caller is doing; `call` is the one not yet wrapped up, if any."""
        if self.finished_at is not None:
            return CallerState.FINISHED
        if call is not None:
            return _STATE_ON_CALL.get(call.state, CallerState.WRAPPING_UP)
        if at - self.seen_at > SILENT_AFTER:
            return CallerState.AWAY
        if self.guest_of_id is not None:
            return CallerState.HANDING_OVER
        if self.held:
            return CallerState.PAUSED
        if self.on_break:
            return CallerState.ON_BREAK
        if self.leg_call_sid is None:
            return CallerState.JOINED
        return CallerState.READY if self.free_since is None else CallerState.WAITING


_STATE_ON_CALL = {
    CallState.PREVIEWED: CallerState.READY,
    CallState.QUEUED: CallerState.DIALLING,
    CallState.PLACING: CallerState.DIALLING,
    CallState.DIALLING: CallerState.DIALLING,
    CallState.RINGING: CallerState.DIALLING,
    CallState.TALKING: CallerState.TALKING,
}


class AssignmentState(StrEnum):
    """Where a voter stands in a shift's queue."""

    WAITING = "waiting"
    CLAIMED = "claimed"
    DONE = "done"
    BARRED = "barred"
    PROMISED = "promised"


LEFT = (AssignmentState.WAITING, AssignmentState.CLAIMED, AssignmentState.PROMISED)
"""The states of a voter with whom a shift is not done."""


class Assignment(Owned, Base):
    """A voter's place in a shift's queue.

    The next voter of a language is the waiting one with the earliest `not_before`, then the
    lowest `position`; the partial index gives it in one step however long the list is. `mode` is
    the most automatic one that any of the voter's numbers allowed when last looked at: it sorts
    the queue, and the gate decides.

    A voter who was promised a call back at `promised_for` waits apart from the others, for the
    caller `promised_to_id` where one promised to call in person, until a call has kept it;
    `promise_tries` have been in vain.
    """

    __tablename__ = "assignment"
    __table_args__ = owned(
        belongs_to("shift", "shift_id", ondelete="CASCADE"),
        belongs_to("voter", "voter_id", ondelete="CASCADE"),
        belongs_to("caller", "caller_id"),
        belongs_to("caller", "promised_to_id"),
        Index(
            "uq_assignment_shift_id_voter_id",
            "shift_id",
            "voter_id",
            unique=True,
            postgresql_include=["state", "language"],
        ),
        Index(
            "ix_assignment_waiting",
            "shift_id",
            "language",
            "not_before",
            "position",
            postgresql_where=text("state = 'waiting'"),
        ),
        Index(
            "ix_assignment_by_mode",
            "shift_id",
            "mode",
            "language",
            "not_before",
            "position",
            postgresql_where=text("state = 'waiting'"),
        ),
        Index(
            "ix_assignment_promised",
            "shift_id",
            "not_before",
            postgresql_where=text("state = 'promised'"),
        ),
        # Whoever was claimed leaves the index of the waiting, and is in every claim's way there
        # until a vacuum: by then, at the usual settings, claims would take four times as long.
        {
            "postgresql_with": {
                "autovacuum_vacuum_scale_factor": 0.005,
                "autovacuum_vacuum_cost_delay": 0,
            }
        },
    )

    shift_id: Mapped[int]
    voter_id: Mapped[int]
    language: Mapped[str]
    position: Mapped[int]
    mode: Mapped[DialMode] = mapped_column(
        enum_column(DialMode), default=DialMode.CLICK, server_default=DialMode.CLICK.value
    )
    state: Mapped[AssignmentState] = mapped_column(enum_column(AssignmentState))
    not_before: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    caller_id: Mapped[int | None]
    barred_by: Mapped[str | None]
    promised_for: Mapped[datetime | None]
    promised_to_id: Mapped[int | None]
    promise_tries: Mapped[int] = mapped_column(default=0, server_default="0")

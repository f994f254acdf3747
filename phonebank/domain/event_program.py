"""Programs in which volunteers sign up for events, and who of them belongs to which shift."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from phonebank.domain.base import Base, Owned, belongs_to, enum_column, owned
from phonebank.domain.outlet import Outlet

SWEEPS_EVERY: Final = timedelta(minutes=5)
SWEEPS_UNTIL_AFTER: Final = timedelta(days=2)
"""So long after its end is a shift still looked after: who came is told by then."""


class EventProgram(StrEnum):
    """A program whose events people sign up for."""

    ACTION_NETWORK = "action-network"
    MOBILIZE = "mobilize"


class AttendanceState(StrEnum):
    """Where a person's attendance stands between the two programs.

    STANDS: both know it. WAITING: it is to be told. UNCERTAIN: the other side was asked to take it,
    and whether it did is asked before it is told again. REFUSED: the other side would not have it.
    UNREADABLE: it came, and nobody could be signed up by it. CANCELLED: they cancelled it there.
    """

    STANDS = "stands"
    WAITING = "waiting"
    UNCERTAIN = "uncertain"
    REFUSED = "refused"
    UNREADABLE = "unreadable"
    CANCELLED = "cancelled"


class Deed(StrEnum):
    """The most that the other side is told of a volunteer."""

    SIGNED_UP = "signed up"
    CAME = "came"


class ProgramAccount(Outlet, Owned, Base):
    """An organisation's place in such a program.

    `their_organisation` is the id under which Mobilize knows it; `attended_tag` the tag that
    Action Network puts on whoever came, empty for none. `events` are those that may be chosen for a
    shift: `{"event", "timeslot", "title", "starts"}`, all text. Where `tells_since` is None,
    volunteers are only taken; else whoever signed up on our page since then is told of, because the
    page has said so since then. The key is kept as it is, because it is asked for each time.
    """

    __tablename__ = "program_account"
    __table_args__ = owned(UniqueConstraint("organisation_id", "program"))

    program: Mapped[EventProgram] = mapped_column(enum_column(EventProgram))
    api_key: Mapped[str]
    their_organisation: Mapped[str] = mapped_column(default="")
    attended_tag: Mapped[str] = mapped_column(default="")
    base_url: Mapped[str]
    tells_since: Mapped[datetime | None]
    events: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    fetched_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class ProgramEvent(Owned, Base):
    """An event of theirs (one timeslot of it, where they have such) that is a shift of ours.

    `language` is what those speak who say nothing of it. `swept_to` is up to when their changes are
    known here, `sweep_at` when they are looked at next.
    """

    __tablename__ = "program_event"
    __table_args__ = owned(
        belongs_to("program_account", "program_account_id", ondelete="CASCADE"),
        belongs_to("shift", "shift_id", ondelete="CASCADE"),
        UniqueConstraint("program_account_id", "event", "timeslot"),
        UniqueConstraint("program_account_id", "shift_id"),
        Index(None, "shift_id"),
    )

    program_account_id: Mapped[int]
    shift_id: Mapped[int]
    event: Mapped[str]
    timeslot: Mapped[str] = mapped_column(default="")
    title: Mapped[str]
    language: Mapped[str]
    swept_to: Mapped[datetime | None]
    sweep_at: Mapped[datetime]
    created_at: Mapped[datetime]


class Attendance(Owned, Base):
    """One person at one such event, known by their id of it, by our sign-up, or by both.

    `is_theirs` tells that it came from there. `modified` is their time of its last change, as they
    wrote it; `email` and `e164` are kept so that the person is known again, and nobody is written
    to at them. `problem` is what a coordinator has to know.
    """

    __tablename__ = "attendance"
    __table_args__ = owned(
        belongs_to("program_event", "program_event_id", ondelete="CASCADE"),
        belongs_to("sign_up", "sign_up_id", ondelete="CASCADE"),
        UniqueConstraint("program_event_id", "their_id"),
        UniqueConstraint("program_event_id", "sign_up_id"),
        Index(
            "ix_attendance_to_tell",
            "program_event_id",
            "due_at",
            postgresql_where=text("state IN ('waiting', 'uncertain')"),
        ),
        Index(None, "sign_up_id"),
    )

    program_event_id: Mapped[int]
    sign_up_id: Mapped[int | None]
    their_id: Mapped[str | None]
    is_theirs: Mapped[bool]
    name: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    e164: Mapped[str] = mapped_column(default="")
    modified: Mapped[str] = mapped_column(default="")
    state: Mapped[AttendanceState] = mapped_column(enum_column(AttendanceState))
    deed: Mapped[Deed] = mapped_column(enum_column(Deed), default=Deed.SIGNED_UP)
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str] = mapped_column(default="")

"""What the pacing of a shift is told: its over-dialled calls and its volunteers, as they stand."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from math import isfinite
from typing import Any

from sqlalchemy import and_, case, func, or_, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from phonebank.domain.call import AnsweredBy, Call, CallState
from phonebank.domain.caller import Caller
from phonebank.domain.contact_rules import Channel
from phonebank.domain.dial_mode import DialMode
from phonebank.domain.ledger import WINDOW, Ledger
from phonebank.domain.shift import Shift, ShiftState
from phonebank.domain.shift_pace import ShiftPace
from phonebank.services.putting_through import PRESENT


@dataclass(frozen=True)
class CallSeen:
    """A predictive call; each moment is None until it has come."""

    id: int
    language: str
    caller_id: int | None
    state: CallState
    placed_at: datetime
    answered_at: datetime | None
    connected_at: datetime | None
    abandoned_at: datetime | None
    ended_at: datetime | None
    closed_at: datetime | None
    waited_seconds: float | None


@dataclass(frozen=True)
class VolunteerSeen:
    """A volunteer of the shift. `here` is whether they take calls at all, `on_predictive` whether
    an open call of theirs was dialled for whoever was free."""

    id: int
    languages: tuple[str, ...]
    pool: str | None
    free_since: datetime | None
    here: bool
    on_predictive: bool


def shifts_that_dial(session: Session) -> list[Shift]:
    """The running shifts whose calls no person starts."""
    running = select(Shift).where(
        Shift.state == ShiftState.RUNNING,
        Shift.channel == Channel.CALL,
        Shift.mode.in_((DialMode.PROGRESSIVE, DialMode.PREDICTIVE)),
    )
    return list(session.scalars(running.order_by(Shift.id)))


_CALL = (
    Call.id, Call.language, Call.caller_id, Call.state, Call.placed_at, Call.answered_at,
    Call.connected_at, Call.abandoned_at, Call.ended_at, Call.closed_at, Call.waited_seconds,
)  # fmt: skip


def calls_since(session: Session, shift_id: int, since: datetime) -> list[CallSeen]:
    """The predictive calls of a shift that were begun since a moment, the oldest first."""
    rows = select(*_CALL).where(
        Call.shift_id == shift_id,
        Call.queued_at >= since,
        Call.mode == DialMode.PREDICTIVE,
        Call.inbound.is_(False),
        Call.placed_at.is_not(None),
    )
    return [_seen(row) for row in session.execute(rows.order_by(Call.id))]


def calls_now(session: Session, ids: Sequence[int]) -> list[CallSeen]:
    """These calls as they stand."""
    rows = select(*_CALL).where(Call.id.in_(ids)).order_by(Call.id)
    return [_seen(row) for row in session.execute(rows)]


def _seen(row: Any) -> CallSeen:
    return CallSeen(*row)


def volunteers_now(session: Session, shift_id: int, at: datetime) -> list[VolunteerSeen]:
    """Everybody on the shift who has not finished, in the order in which they joined."""
    here = and_(
        Caller.leg_call_sid.is_not(None),
        Caller.on_break.is_(False),
        Caller.leaving.is_(None),
        Caller.next_shift_id.is_(None),
        Caller.guest_of_id.is_(None),
        Caller.seen_at > at - PRESENT,
    )
    for_anyone = and_(Call.mode == DialMode.PREDICTIVE, Call.inbound.is_(False))
    rows = (
        select(
            Caller.id,
            Caller.languages,
            Caller.pool,
            Caller.free_since,
            here,
            case((for_anyone, True), else_=False),
        )
        .outerjoin(Call, and_(Call.caller_id == Caller.id, Call.closed_at.is_(None)))
        .where(Caller.shift_id == shift_id, Caller.finished_at.is_(None))
        .order_by(Caller.id)
    )
    return [
        VolunteerSeen(id_, tuple(languages), *rest)
        for id_, languages, *rest in session.execute(rows)
    ]


_WAITING = text("""
    SELECT asked.language, asked.mode
      FROM (SELECT language, mode FROM unnest(CAST(:languages AS text[])) language,
                                       unnest(CAST(:modes AS text[])) mode) asked
     WHERE EXISTS (SELECT FROM assignment a
                    WHERE a.shift_id = :shift_id AND a.mode = asked.mode
                      AND a.language = asked.language AND a.state = 'waiting'
                      AND a.not_before <= :at)
""")


def waiting_now(
    session: Session, shift: Shift, spoken: Iterable[str], at: datetime
) -> set[tuple[str, DialMode]]:
    """In which languages voters wait that no person need call, and how automatically at most: the
    shift's languages, and those `spoken` there, since a voter may be met in another one."""
    values = {
        "languages": list({*shift.languages, *spoken}),
        "modes": [mode.value for mode in DialMode if mode.by_machine],
        "shift_id": shift.id,
        "at": at,
    }
    return {(tag, DialMode(mode)) for tag, mode in session.execute(_WAITING, values)}


def ledger_of(session: Session, campaign_id: int, at: datetime) -> Ledger:
    """What the campaign's over-dialling came to in the last 30 days, on all of its shifts."""
    live = or_(
        Call.answered_by.is_(None), Call.answered_by.not_in((AnsweredBy.MACHINE, AnsweredBy.FAX))
    )
    counted = (
        select(func.count(), func.count().filter(Call.abandoned_at.is_not(None)))
        .join(Shift, Shift.id == Call.shift_id)
        .where(
            Shift.campaign_id == campaign_id,
            Call.mode == DialMode.PREDICTIVE,
            Call.answered_at.is_not(None),
            Call.answered_at > at - WINDOW,
            Call.inbound.is_(False),
            live,
        )
    )
    return Ledger(*session.execute(counted).one())


def note_pools(session: Session, pools: Mapping[int, str | None]) -> None:
    """Write down for whom voters of which language are dialled. Whoever is busy with something at
    this moment is passed over."""
    if not pools:
        return
    idle = (
        select(Caller.id)
        .where(Caller.id.in_(pools))
        .with_for_update(key_share=True, skip_locked=True)
    )
    for caller in session.scalars(select(Caller).where(Caller.id.in_(idle))):
        caller.pool = pools[caller.id]


def note_pace(session: Session, shift: Shift, at: datetime, pools: Mapping[str, Any]) -> None:
    """Keep the latest decisions, pool -> explanation, for those who watch."""
    shown = {
        language: {name: number for name, number in asdict(told).items() if isfinite(number)}
        for language, told in pools.items()
    }
    values = {"organisation_id": shift.organisation_id, "shift_id": shift.id}
    statement = insert(ShiftPace).values(**values, at=at, pools=shown)
    session.execute(
        statement.on_conflict_do_update(
            index_elements=[ShiftPace.shift_id],
            set_={"at": statement.excluded.at, "pools": statement.excluded.pools},
        )
    )

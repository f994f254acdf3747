"""Texts to volunteers: a reminder, a word that a shift is called off, a thank-you with the summary.

Each is sent at most once: that the carrier is being asked is committed first, and an answer that
gets lost is not asked for again. Each passes the gate under the number's lock, as every text does.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from phonebank.clock import Clock
from phonebank.db import Database
from phonebank.domain.campaign import Campaign
from phonebank.domain.errors import NotNow
from phonebank.domain.notice_words import notice as notice_words
from phonebank.domain.segments import count_segments
from phonebank.domain.sending_limits import SendingLimit, SendingScope
from phonebank.domain.shift import Shift
from phonebank.domain.sign_up import Notice, NoticeKind, NoticeState, SignUp
from phonebank.domain.zones import candidate_zones
from phonebank.services import gate
from phonebank.services.opting_out import lock_number
from phonebank.services.sending_numbers import number_to_contact_from
from phonebank.services.sending_pauses import (
    count_segments_sent,
    days_room,
    note_busy,
    pause_of,
    pause_until_tomorrow,
)
from phonebank.telephony.port import Carrier, CarrierBusy, CarrierError, CarrierRefused, SendText

REMIND_BEFORE = timedelta(hours=3)
TELL_WITHIN = timedelta(hours=20)
"""How long a thank-you or a called-off shift is still worth a text, the night included."""
LOOK_AGAIN_AFTER = timedelta(seconds=60)
BATCH = 50


@dataclass(frozen=True)
class _Asked:
    """A notice that the carrier is being asked to send."""

    notice_id: int
    organisation_id: int
    request: SendText
    segments: int
    limits: tuple[SendingLimit, ...]


@dataclass(frozen=True)
class _Ready:
    """A notice that may be sent, within these limits."""

    notice: Notice
    sign_up: SignUp
    limits: tuple[SendingLimit, ...]


@dataclass(frozen=True)
class Pace:
    """The limits that notices share with every other text, but for their campaign's; `wait`
    returns when the next text may leave within all of them."""

    limits: tuple[SendingLimit, ...] = ()
    wait: Callable[[Sequence[SendingLimit]], None] = lambda limits: None


FREELY: Final = Pace()
"""Where nothing is limited but by the campaign."""


def owe(session: Session, shift: Shift, sign_up: SignUp, kind: NoticeKind, at: datetime) -> None:
    """Note that a volunteer is to be told, once; nothing for whoever wants no texts, or whose
    number is told already by another sign-up for the shift."""
    if not sign_up.e164 or _is_owed(session, sign_up, kind):
        return
    due_at, until = at, at + TELL_WITHIN
    if kind is NoticeKind.REMINDER:
        due_at, until = max(shift.starts_at - REMIND_BEFORE, at), shift.starts_at
    session.add(
        Notice(
            organisation_id=sign_up.organisation_id,
            sign_up_id=sign_up.id,
            kind=kind,
            due_at=due_at,
            until=until,
        )
    )
    session.flush()


def _is_owed(session: Session, sign_up: SignUp, kind: NoticeKind) -> bool:
    same_number = (
        select(Notice.id)
        .join(SignUp, SignUp.id == Notice.sign_up_id)
        .where(
            SignUp.shift_id == sign_up.shift_id,
            SignUp.e164 == sign_up.e164,
            Notice.kind == kind,
            Notice.superseded_at.is_(None),
        )
    )
    return session.scalar(same_number.limit(1)) is not None


def drop_notices(session: Session, sign_up: SignUp) -> None:
    """What has not been sent yet is not sent any more."""
    waiting = delete(Notice).where(
        Notice.sign_up_id == sign_up.id, Notice.state == NoticeState.WAITING
    )
    session.execute(waiting)


def supersede_notices(session: Session, sign_up: SignUp, at: datetime) -> None:
    """What has been sent told of a time at which the shift does not begin any more."""
    told = update(Notice).where(
        Notice.sign_up_id == sign_up.id,
        Notice.state != NoticeState.WAITING,
        Notice.superseded_at.is_(None),
    )
    session.execute(told.values(superseded_at=at))


def owe_all(
    session: Session, shift: Shift, sign_ups: Iterable[SignUp], kind: NoticeKind, at: datetime
) -> None:
    """Tell each of them, instead of what they were still to be told."""
    for each in sign_ups:
        drop_notices(session, each)
        owe(session, shift, each, kind, at)


def notices_due(session: Session, at: datetime) -> list[int]:
    """Notices to be sent now whose job is not under way; each is listed once a minute."""
    due = (
        select(Notice)
        .where(
            Notice.state == NoticeState.WAITING,
            Notice.due_at <= at,
            or_(Notice.looked_at.is_(None), Notice.looked_at <= at - LOOK_AGAIN_AFTER),
        )
        .order_by(Notice.due_at)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )
    found = session.scalars(due).all()
    for each in found:
        each.looked_at = at
    return [each.id for each in found]


def send_notice(
    database: Database,
    carrier: Carrier,
    notice_id: int,
    clock: Clock,
    public_url: str,
    pace: Pace = FREELY,
) -> None:
    """Send one notice within the limits of all texts, or find that it may not be sent (any more).

    Its moment is awaited before anything is locked or noted: until then it only waits."""
    with database.transaction() as session:
        ready = _ready(session, notice_id, pace, clock())
    if ready is None:
        return
    pace.wait(ready.limits)
    with database.transaction() as session:
        asked = _ask(session, notice_id, pace, clock(), public_url)
    if asked is not None:
        _hand_over(database, carrier, asked, clock)


def _hand_over(database: Database, carrier: Carrier, asked: _Asked, clock: Clock) -> None:
    try:
        with database.transaction() as session:
            _send_unless_refused(session, carrier, asked, clock)
    except CarrierBusy as busy:
        _wait_again(database, asked, busy, clock())
    except CarrierRefused as refusal:
        _refuse(database, asked.notice_id, f"carrier {refusal.code}")
    except CarrierError:
        return  # nobody knows whether it went out: it stays ASKED, and is not asked for again


def _send_unless_refused(session: Session, carrier: Carrier, asked: _Asked, clock: Clock) -> None:
    lock_number(session, asked.request.to)
    at = clock()
    decision = gate.check_volunteer(session, asked.organisation_id, asked.request.to, at)
    notice = session.get_one(Notice, asked.notice_id)
    if decision.allowed:
        notice.carrier_sid = carrier.send(asked.request)
        notice.state = NoticeState.SENT
    else:
        notice.state, notice.refused_by = NoticeState.REFUSED, decision.reason.value
        count_segments_sent(session, asked.limits, -asked.segments, at)


def _refuse(database: Database, notice_id: int, why: str) -> None:
    with database.transaction() as session:
        notice = session.get_one(Notice, notice_id)
        notice.state, notice.refused_by = NoticeState.REFUSED, why


def _wait_again(database: Database, asked: _Asked, busy: CarrierBusy, at: datetime) -> None:
    """The sign-up is locked first, as whoever withdraws does: they are told nothing any more."""
    with database.transaction() as session:
        note_busy(session, busy.code, busy.retry_after_seconds, at)
    with database.transaction() as session:
        notice = session.get_one(Notice, asked.notice_id)
        sign_up = session.get_one(SignUp, notice.sign_up_id, with_for_update=True)
        notice.state = NoticeState.WAITING
        session.flush()
        if notice.superseded_at is not None:
            session.delete(notice)
        if sign_up.withdrawn_at is not None:
            drop_notices(session, sign_up)
        count_segments_sent(session, asked.limits, -asked.segments, at)


def _ready(session: Session, notice_id: int, pace: Pace, at: datetime) -> _Ready | None:
    """The notice, locked, if it may be sent now; none is while a pause is in force."""
    notice = session.get(Notice, notice_id, with_for_update=True)
    if notice is None or notice.state is not NoticeState.WAITING or at < notice.due_at:
        return None
    sign_up = session.get_one(SignUp, notice.sign_up_id)
    if at >= notice.until:
        notice.state, notice.refused_by = NoticeState.REFUSED, "too late"
        return None
    decision = gate.check_volunteer(session, notice.organisation_id, sign_up.e164, at)
    if not decision.allowed:
        if not decision.passes:
            notice.state, notice.refused_by = NoticeState.REFUSED, decision.reason.value
        elif decision.opens_at is not None:
            notice.due_at = decision.opens_at
        return None
    limits = (*pace.limits, _limit_of_campaign(session, sign_up))
    return None if pause_of(session, limits, at) else _Ready(notice, sign_up, limits)


def _limit_of_campaign(session: Session, sign_up: SignUp) -> SendingLimit:
    shift = session.get_one(Shift, sign_up.shift_id)
    campaign = session.get_one(Campaign, shift.campaign_id)
    per_second, per_day = campaign.texts_per_second, campaign.segments_per_day
    return SendingLimit(SendingScope.CAMPAIGN, per_second, per_day, campaign.id)


def _ask(
    session: Session, notice_id: int, pace: Pace, at: datetime, public_url: str
) -> _Asked | None:
    ready = _ready(session, notice_id, pace, at)
    if ready is None:
        return None
    notice, sign_up, limits = ready.notice, ready.sign_up, ready.limits
    try:
        ours = number_to_contact_from(session, notice.organisation_id)
    except NotNow:
        return None
    body = _body(session, notice, sign_up, public_url)
    segments = count_segments(body).segments
    if (broken := days_room(session, limits, at).take(segments)) is not None:
        pause_until_tomorrow(session, broken, at)
        return None
    count_segments_sent(session, limits, segments, at)
    notice.state = NoticeState.ASKED
    request = SendText(None, sign_up.e164, ours, body)
    return _Asked(notice.id, notice.organisation_id, request, segments, limits)


def _body(session: Session, notice: Notice, sign_up: SignUp, public_url: str) -> str:
    shift = session.get_one(Shift, sign_up.shift_id)
    path = f"signed-up/{sign_up.code}"
    if notice.kind is NoticeKind.SUMMARY:
        path = f"summary/{shift.sign_up_code}"
    return notice_words(
        notice.kind,
        sign_up.page_language,
        sender=session.get_one(Campaign, shift.campaign_id).sender_name,
        shift=shift.name,
        when=_when(shift, sign_up.e164),
        link=f"{public_url.rstrip('/')}/{path}",
    )


def _when(shift: Shift, e164: str) -> str:
    """The time by the volunteer's clock, where their number tells the zone; its zone is said."""
    zones = candidate_zones(e164)
    at = shift.starts_at.astimezone(ZoneInfo(zones[0])) if len(zones) == 1 else shift.starts_at
    return at.strftime("%m/%d %H:%M %Z")

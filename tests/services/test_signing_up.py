"""Volunteers sign up, are reminded once and through the gate, and come in by their own link."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from phonebank.db import Database
from phonebank.domain.caller import Caller
from phonebank.domain.campaign import Campaign
from phonebank.domain.errors import BadInput, NotFound, NotNow
from phonebank.domain.sending_limits import (
    SegmentsSent,
    SendingLimit,
    SendingPause,
    SendingScope,
)
from phonebank.domain.shift import Shift, ShiftState
from phonebank.domain.sign_up import Notice, NoticeKind, NoticeState, SignUp
from phonebank.services import noticing, opting_out, planning, revising, signing_up
from phonebank.services.auditing import Author
from phonebank.services.signing_up import Coming
from phonebank.services.summarising import summary_of
from phonebank.telephony.port import CarrierBusy, SendText
from tests.support.carrier import Busy, FakeCarrier, Lose, Refuse
from tests.support.world import NOON, World, make_world, plan_like

PHONE = "+16515550177"
BEGINS = NOON + timedelta(hours=6)
AUTHOR = Author("member 1", NOON)
HOME = "https://phonebank.example.org/"


def coming(key: str = "key-1", phone: str = "(651) 555-0177") -> Coming:
    return Coming(key, " Mai  Example ", phone, ["mww", "en", "xx"], "vi")


@pytest.fixture
def world(session: Session) -> World:
    """A shift that is planned for the evening."""
    made = make_world(session, launched=False)
    made.shift.starts_at, made.shift.ends_at = BEGINS, BEGINS + timedelta(hours=2)
    session.flush()
    return made


def sign_up(session: Session, world: World, key: str = "key-1", phone: str = PHONE) -> SignUp:
    return signing_up.sign_up(session, world.shift.sign_up_code, coming(key, phone), NOON)


def test_whoever_presses_twice_has_signed_up_once(session: Session, world: World) -> None:
    first = sign_up(session, world)
    assert sign_up(session, world) is first
    assert (first.name, first.e164, first.languages) == ("Mai Example", PHONE, ["mww", "en"])
    notice = session.scalars(select(Notice)).one()
    assert (notice.due_at, notice.until) == (BEGINS - timedelta(hours=3), BEGINS)


def test_a_number_that_cannot_be_texted_is_named_and_none_is_fine(
    session: Session, world: World
) -> None:
    with pytest.raises(BadInput) as refused:
        sign_up(session, world, phone="911")
    assert refused.value.field == "phone"
    assert sign_up(session, world, phone=" ").e164 == ""
    assert session.scalar(select(func.count(Notice.id))) == 0


def test_a_number_is_told_once_however_many_sign_up_with_it(session: Session, world: World) -> None:
    for key in ("key-1", "key-2"):
        sign_up(session, world, key)
    assert session.scalar(select(func.count(SignUp.id))) == 2
    assert session.scalar(select(func.count(Notice.id))) == 1


def test_a_public_page_cannot_be_filled_without_end(
    session: Session, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signing_up, "MOST_SIGN_UPS", 1)
    sign_up(session, world)
    with pytest.raises(NotNow, match="full"):
        sign_up(session, world, "key-2")


def test_the_doors_open_half_an_hour_before_and_let_each_in_once(
    session: Session, world: World
) -> None:
    made = sign_up(session, world)
    with pytest.raises(NotNow):
        signing_up.check_in(session, made.code, BEGINS - timedelta(minutes=31))
    caller = signing_up.check_in(session, made.code, BEGINS - timedelta(minutes=30))
    assert signing_up.check_in(session, made.code, BEGINS) == caller
    assert (caller.languages, caller.page_language) == (["mww", "en"], "vi")
    assert session.scalar(select(func.count(Caller.id))) == 1


def test_a_link_that_nobody_was_given_leads_nowhere(session: Session, world: World) -> None:
    with pytest.raises(NotFound):
        signing_up.sign_up(session, "guessed", coming(), NOON)
    with pytest.raises(NotFound):
        signing_up.check_in(session, "guessed", NOON)


def test_whoever_withdraws_is_not_reminded_and_not_counted(session: Session, world: World) -> None:
    made = sign_up(session, world)
    for _ in range(2):
        signing_up.withdraw(session, made.code, NOON)
    assert signing_up.sign_ups_of(session, world.shift) == []
    assert session.scalar(select(func.count(Notice.id))) == 0


def test_a_shift_that_moves_moves_its_reminders(session: Session, world: World) -> None:
    sign_up(session, world)
    later = timedelta(days=1)
    plan = plan_like(world)
    moved = planning.ShiftPlan(
        **{**vars(plan), "starts_at": BEGINS + later, "ends_at": BEGINS + 2 * later}
    )
    revising.revise_shift(session, world.organisation.id, world.shift.id, moved, AUTHOR)
    notice = session.scalars(select(Notice)).one()
    assert notice.due_at == BEGINS + later - timedelta(hours=3)


def test_a_shift_that_nobody_knows_of_is_discarded_without_a_trace(
    session: Session, world: World
) -> None:
    owner, shift_id = world.organisation.id, world.shift.id
    assert not revising.discard_shift(session, owner, shift_id, AUTHOR)
    assert session.scalar(select(func.count(Shift.id))) == 0


def test_a_shift_that_somebody_signed_up_for_is_called_off_and_they_are_told(
    session: Session, world: World
) -> None:
    sign_up(session, world)
    owner, shift_id = world.organisation.id, world.shift.id
    assert revising.discard_shift(session, owner, shift_id, AUTHOR)
    assert world.shift.state is ShiftState.ENDED and world.shift.launched_at is None
    notice = session.scalars(select(Notice)).one()
    assert (notice.kind, notice.due_at) == (NoticeKind.CALLED_OFF, NOON)


def test_a_shift_that_runs_is_neither_changed_nor_discarded(session: Session, world: World) -> None:
    owner, shift_id = world.organisation.id, world.shift.id
    planning.launch(session, owner, shift_id, NOON, "member 1")
    with pytest.raises(NotNow):
        revising.revise_shift(session, owner, shift_id, plan_like(world), AUTHOR)
    with pytest.raises(NotNow):
        revising.discard_shift(session, owner, shift_id, AUTHOR)


def test_whoever_was_there_gets_the_summary_and_nobody_else(session: Session, world: World) -> None:
    owner, shift_id = world.organisation.id, world.shift.id
    came, stayed_away = sign_up(session, world), sign_up(session, world, "key-2", "+16515550178")
    with pytest.raises(NotFound):
        summary_of(session, world.shift)
    signing_up.check_in(session, came.code, BEGINS)
    planning.launch(session, owner, shift_id, BEGINS, "member 1")
    planning.end(session, owner, shift_id, BEGINS + timedelta(hours=2), "member 1")
    kinds = {each.sign_up_id: each.kind for each in session.scalars(select(Notice))}
    assert kinds[came.id] is NoticeKind.SUMMARY
    assert kinds[stayed_away.id] is NoticeKind.REMINDER
    assert summary_of(session, world.shift).volunteers == 1


class Sending:
    """One reminder that is due, in a database of its own."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.at = BEGINS - timedelta(hours=3)
        self.carrier = FakeCarrier(lambda: self.at)
        with database.transaction() as session:
            self.world = make_world(session, launched=False)
            shift = self.world.shift
            shift.starts_at, shift.ends_at = BEGINS, BEGINS + timedelta(hours=2)
            self.sign_up = signing_up.sign_up(session, shift.sign_up_code, coming(), NOON)

    def send(self, at: datetime | None = None, pace: noticing.Pace = noticing.FREELY) -> Notice:
        """The same, and the notice as it is then."""
        self.send_what_is_due(at, pace)
        with self.database.transaction() as session:
            return session.scalars(select(Notice)).one()

    def send_what_is_due(
        self, at: datetime | None = None, pace: noticing.Pace = noticing.FREELY
    ) -> None:
        """What a worker does."""
        self.at = at or self.at
        with self.database.transaction() as session:
            due = noticing.notices_due(session, self.at)
        for notice_id in due:
            noticing.send_notice(
                self.database, self.carrier, notice_id, lambda: self.at, HOME, pace
            )


@pytest.fixture
def sending(database: Database) -> Iterator[Sending]:
    yield Sending(database)


def test_a_reminder_is_sent_once_in_the_volunteers_language_with_their_link(
    sending: Sending,
) -> None:
    assert sending.send(BEGINS - timedelta(hours=3, seconds=1)).state is NoticeState.WAITING
    for _ in range(3):
        notice = sending.send(sending.at + timedelta(minutes=2))
    assert notice.state is NoticeState.SENT
    [text] = sending.carrier.sent
    assert (text.to, text.from_, text.text_id) == (PHONE, "+16515550100", None)
    assert f"https://phonebank.example.org/signed-up/{sending.sign_up.code}" in text.body
    assert text.body.startswith("Sample Neighbors: ca “Evening”")


def test_a_reminder_waits_for_no_answer_twice(sending: Sending) -> None:
    sending.carrier.troubles.append(Lose(was_done=True))
    assert sending.send().state is NoticeState.ASKED
    assert sending.send(sending.at + timedelta(minutes=10)).state is NoticeState.ASKED
    assert len(sending.carrier.sent) == 1


def test_a_busy_carrier_is_asked_again_and_a_refusal_is_final(sending: Sending) -> None:
    sending.carrier.troubles.extend([Busy(), Refuse(21610)])
    assert sending.send().state is NoticeState.WAITING
    refused = sending.send(sending.at + timedelta(minutes=2))
    assert (refused.state, refused.refused_by) == (NoticeState.REFUSED, "carrier 21610")


def test_whoever_said_stop_is_not_reminded(sending: Sending) -> None:
    with sending.database.transaction() as session:
        owner = sending.world.organisation.id
        opting_out.opt_out(session, owner, PHONE, None, NOON, "voter")
    assert sending.send().state is NoticeState.REFUSED
    assert sending.carrier.sent == []


def test_nobody_is_reminded_at_night_or_after_the_beginning(sending: Sending) -> None:
    with sending.database.transaction() as session:
        notice = session.scalars(select(Notice)).one()
        notice.due_at = NOON + timedelta(hours=12)  # midnight in Minnesota
        notice.until = NOON + timedelta(hours=14)
    waiting = sending.send(NOON + timedelta(hours=12))
    assert waiting.state is NoticeState.WAITING
    assert waiting.due_at > NOON + timedelta(hours=12)
    late = sending.send(NOON + timedelta(hours=22))
    assert (late.state, late.refused_by) == (NoticeState.REFUSED, "too late")
    assert sending.carrier.sent == []


def test_a_reminder_keeps_to_the_pace_and_the_pauses_of_all_texts(sending: Sending) -> None:
    account = SendingLimit(SendingScope.ACCOUNT, per_second=1.0)
    waited: list[list[SendingScope]] = []
    pace = noticing.Pace((account,), lambda limits: waited.append([each.scope for each in limits]))
    sending.carrier.troubles.append(Busy())
    assert sending.send(pace=pace).state is NoticeState.WAITING
    with sending.database.transaction() as session:
        pause = session.scalars(select(SendingPause)).one()
        pause.until = sending.at + timedelta(minutes=5)
    for minutes, state in ((2, NoticeState.WAITING), (4, NoticeState.SENT)):
        assert sending.send(sending.at + timedelta(minutes=minutes), pace).state is state
    assert waited == [[SendingScope.ACCOUNT, SendingScope.CAMPAIGN]] * 2


@pytest.mark.parametrize(("per_day", "sent"), [(1, 0), (20, 1)])
def test_a_reminder_counts_towards_the_days_segments(
    sending: Sending, per_day: int, sent: int
) -> None:
    with sending.database.transaction() as session:
        session.get_one(Campaign, sending.world.campaign.id).segments_per_day = per_day
    sending.send()
    assert len(sending.carrier.sent) == sent
    with sending.database.transaction() as session:
        assert bool(session.scalars(select(SegmentsSent.segments)).one()) is bool(sent)


def test_whoever_withdraws_while_the_carrier_is_busy_is_not_reminded(sending: Sending) -> None:
    def busy(request: SendText) -> str:
        with sending.database.transaction() as session:
            signing_up.withdraw(session, sending.sign_up.code, sending.at)
        raise CarrierBusy(20429, 1.0)

    sending.carrier.send = busy  # type: ignore[method-assign]
    with pytest.raises(NoResultFound):
        sending.send()


def test_whoever_was_reminded_of_a_shift_that_is_moved_is_reminded_of_the_new_time(
    sending: Sending,
) -> None:
    sending.send()
    for days, reminders in ((1, 2), (1, 2), (0, 3)):
        begins = BEGINS + timedelta(days=days)
        with sending.database.transaction() as session:
            plan = planning.ShiftPlan(
                **{
                    **vars(plan_like(sending.world)),
                    "starts_at": begins,
                    "ends_at": begins + timedelta(hours=2 + reminders),
                }
            )
            shift = sending.world.shift
            revising.revise_shift(session, shift.organisation_id, shift.id, plan, AUTHOR)
        sending.send_what_is_due(begins - timedelta(hours=1))
        assert len(sending.carrier.sent) == reminders
    first, second, third = (text.body for text in sending.carrier.sent)
    assert first == third != second, "moved there and back"

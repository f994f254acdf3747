"""Opting out sticks, reaches as far as it should, and is never raced."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from phonebank.clock import Clock
from phonebank.db import Database
from phonebank.domain.contact_rules import Channel, SuppressionScope
from phonebank.domain.organisation import Coalition, Organisation
from phonebank.domain.text_message import Conversation, TextMessage, TextState
from phonebank.services import assigning, delivering, gate, opting_out, planning, texting
from phonebank.services.dialling import call_next_voter
from phonebank.telephony.port import SendText
from tests.support.carrier import FakeCarrier
from tests.support.world import NOON, World, add_caller, make_world, plan_like

NUMBER = "+16515550101"


@pytest.fixture
def at_noon() -> Iterator[Clock]:
    yield lambda: NOON


def _together(session: Session, *organisations: Organisation) -> None:
    coalition = Coalition(name="Example Coalition")
    session.add(coalition)
    session.flush()
    for organisation in organisations:
        organisation.coalition_id = coalition.id
    session.flush()


def _queued_text(database: Database) -> int:
    with database.transaction() as session:
        world = make_world(session, channel=Channel.TEXT, languages=["en"])
        texter = add_caller(session, world.shift, connected=False)
        assigning.give_batch(session, texter.id, NOON)
        conversation = session.scalars(select(Conversation)).one()
        return texting.send_first(session, texter.id, conversation.id, "k", NOON).id


def test_an_opt_out_covers_every_number_of_the_voter_on_every_channel(session: Session) -> None:
    world = make_world(session)
    voter = world.voters[0]
    opting_out.opt_out(session, world.organisation.id, NUMBER, voter.id, NOON, "voter")
    for channel in Channel:
        found = gate.first_number(session, world.shift, voter.id, channel, NOON)
        assert found.number is None and found.decision.reason == "opted_out"


def test_an_organisations_opt_out_does_not_bind_its_coalition_unless_it_is_set_to(
    session: Session,
) -> None:
    ours = make_world(session)
    theirs = make_world(session, slug="other", our_number="+16515550190")
    _together(session, ours.organisation, theirs.organisation)
    opting_out.opt_out(session, ours.organisation.id, NUMBER, None, NOON, "voter")
    assert not gate.is_suppressed(session, theirs.organisation.id, NUMBER)
    ours.organisation.opt_out_scope = SuppressionScope.COALITION
    opting_out.opt_out(session, ours.organisation.id, "+16515550102", None, NOON, "voter")
    assert gate.is_suppressed(session, theirs.organisation.id, "+16515550102")


def test_opting_back_in_lifts_only_the_organisations_own_opt_out(session: Session) -> None:
    ours = make_world(session)
    theirs = make_world(session, slug="other", our_number="+16515550190")
    for world in (ours, theirs):
        opting_out.opt_out(session, world.organisation.id, NUMBER, None, NOON, "voter")
    assert opting_out.opt_in(session, ours.organisation.id, NUMBER, NOON, "voter")
    assert not gate.is_suppressed(session, ours.organisation.id, NUMBER)
    assert gate.is_suppressed(session, theirs.organisation.id, NUMBER)


def test_a_hold_becomes_an_opt_out_and_never_the_reverse(session: Session) -> None:
    world = make_world(session, channel=Channel.TEXT, languages=["en"])
    texter = add_caller(session, world.shift, connected=False)
    assigning.give_batch(session, texter.id, NOON)
    conversation = session.scalars(select(Conversation)).one()
    organisation_id = world.organisation.id
    opting_out.hold(session, organisation_id, NUMBER, NOON, conversation)
    assert opting_out.opt_out(session, organisation_id, NUMBER, None, NOON, "voter")
    opting_out.hold(session, organisation_id, NUMBER, NOON, conversation)
    opting_out.release(session, conversation, NOON, "caller 1")
    assert gate.is_suppressed(session, organisation_id, NUMBER)


def test_a_text_queued_before_the_opt_out_is_withheld(database: Database, at_noon: Clock) -> None:
    text_id = _queued_text(database)
    with database.transaction() as session:
        organisation_id = session.get_one(TextMessage, text_id).organisation_id
        opting_out.opt_out(session, organisation_id, NUMBER, None, NOON, "voter")
    carrier = FakeCarrier(at_noon)
    delivering.deliver(database, carrier, text_id, at_noon)
    assert carrier.sent == []
    with database.transaction() as session:
        assert session.get_one(TextMessage, text_id).state is TextState.WITHHELD


def test_an_opt_out_waits_for_a_send_under_way_and_nothing_is_sent_after_it(
    database: Database, at_noon: Clock
) -> None:
    text_id = _queued_text(database)
    order: list[str] = []
    asked, answer = threading.Event(), threading.Event()

    class SlowCarrier(FakeCarrier):
        def send(self, request: SendText) -> str:
            asked.set()
            assert answer.wait(20)
            order.append("sent")
            return super().send(request)

    def opt_out() -> None:
        with database.transaction() as session:
            organisation_id = session.get_one(TextMessage, text_id).organisation_id
            opting_out.opt_out(session, organisation_id, NUMBER, None, NOON, "voter")
            order.append("opted out")

    carrier = SlowCarrier(at_noon)
    sending = threading.Thread(
        target=delivering.deliver, args=(database, carrier, text_id, at_noon)
    )
    sending.start()
    assert asked.wait(20)
    opting = threading.Thread(target=opt_out)
    opting.start()
    opting.join(0.3)
    assert order == [], "the opt-out waits while the carrier is asked"
    answer.set()
    sending.join()
    opting.join()
    assert order == ["sent", "opted out"]
    with database.transaction() as session:
        assert session.get_one(TextMessage, text_id).state is TextState.SENT


def _two_conversations(session: Session) -> tuple[World, list[Conversation]]:
    """One voter who is written to on two shifts, by a texter each."""
    world = make_world(session, channel=Channel.TEXT, languages=["en"])
    again = planning.plan_shift(session, world.organisation.id, plan_like(world))
    planning.launch(session, world.organisation.id, again.id, NOON, "member 1")
    for shift in (world.shift, again):
        texter = add_caller(session, shift, connected=False)
        assigning.give_batch(session, texter.id, NOON, size=1)
    return world, list(session.scalars(select(Conversation).order_by(Conversation.id)))


def test_a_hold_ends_only_once_every_reply_from_the_number_has_been_read(
    session: Session,
) -> None:
    world, (first, second) = _two_conversations(session)
    for conversation in (first, second):
        opting_out.hold(session, world.organisation.id, NUMBER, NOON, conversation)
    opting_out.release(session, first, NOON, "caller 1")
    assert gate.is_suppressed(session, world.organisation.id, NUMBER)
    opting_out.release(session, second, NOON, "caller 2")
    assert not gate.is_suppressed(session, world.organisation.id, NUMBER)


def test_a_doubtful_text_of_whoever_has_opted_out_asks_nobody(session: Session) -> None:
    world, (first, _) = _two_conversations(session)
    opting_out.opt_out(session, world.organisation.id, NUMBER, None, NOON, "voter")
    session.refresh(first)
    opting_out.hold(session, world.organisation.id, NUMBER, NOON, first)
    assert not first.held
    assert gate.is_suppressed(session, world.organisation.id, NUMBER)


def test_an_opt_out_reaches_the_screen_of_every_texter_whom_it_concerns(session: Session) -> None:
    world, conversations = _two_conversations(session)
    session.info.clear()
    opting_out.opt_out(session, world.organisation.id, NUMBER, None, NOON, "voter")
    told = session.info["announced"]
    assert {("caller", each.caller_id) for each in conversations} <= told


def test_a_hold_puts_a_voter_off_and_does_not_bar_them(session: Session) -> None:
    world, (first, _) = _two_conversations(session)
    shift = planning.plan_shift(
        session, world.organisation.id, replace(plan_like(world), channel=Channel.CALL)
    )
    planning.launch(session, world.organisation.id, shift.id, NOON, "member 1")
    caller = add_caller(session, shift)
    opting_out.hold(session, world.organisation.id, NUMBER, NOON, first)
    assert call_next_voter(session, caller.id, "k1", NOON).call is None
    opting_out.release(session, first, NOON, "caller 1")
    assert call_next_voter(session, caller.id, "k2", NOON + timedelta(hours=1)).call is not None

"""The balance of a shift's books notices each thing that must not be."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from phonebank.demo.books import imbalances
from phonebank.domain.call import Call, CallEvent, ContactResult
from phonebank.domain.contact_rules import Channel
from phonebank.domain.text_message import Conversation, TextMessage, TextState
from phonebank.services import assigning, calling, line_events, opting_out, texting
from phonebank.services.calling import Telling
from phonebank.services.dialling import call_next_voter
from phonebank.telephony.port import CallProgress
from tests.services.conftest import session, shared_engine
from tests.support.world import NOON, add_caller, make_world

__all__ = ["session", "shared_engine"]
NUMBER = "+16515550101"
SOON = NOON + timedelta(minutes=1)


@pytest.fixture
def call(session: Session) -> Call:
    """A call that the carrier was asked for and that was answered."""
    world = make_world(session, languages=["en"])
    caller = add_caller(session, world.shift)
    call = call_next_voter(session, caller.id, "k", NOON).call
    assert call is not None
    call.apply(CallEvent.PLACE, SOON)
    session.flush()
    line_events.call_progressed(
        session, CallProgress("1", call.id, "CA1", CallEvent.ANSWERED), SOON
    )
    session.refresh(call)
    return call


@pytest.fixture
def text(session: Session) -> TextMessage:
    """A first text that the carrier took."""
    world = make_world(session, channel=Channel.TEXT, languages=["en"])
    texter = add_caller(session, world.shift, connected=False)
    assigning.give_batch(session, texter.id, NOON)
    conversation = session.scalars(select(Conversation)).one()
    text = texting.send_first(session, texter.id, conversation.id, "k", NOON)
    text.state, text.taken_at, text.carrier_sid = TextState.SENT, SOON, "SM1"
    session.flush()
    return text


def test_a_finished_call_balances(session: Session, call: Call) -> None:
    line_events.call_progressed(
        session, CallProgress("2", call.id, "CA1", CallEvent.COMPLETED), SOON
    )
    session.refresh(call)
    calling.tell_result(session, call.caller_id, Telling(call.id, ContactResult.REFUSED), SOON)
    session.flush()
    assert imbalances(session) == []


def test_a_call_in_the_air_does_not(session: Session, call: Call) -> None:
    assert imbalances(session) == ["1 calls are in no final state", "1 calls have no result"]


def test_a_settled_text_balances(session: Session, text: TextMessage) -> None:
    assert imbalances(session) == []


def test_a_text_on_its_way_does_not(session: Session, text: TextMessage) -> None:
    text.state = TextState.UNCERTAIN
    session.flush()
    assert imbalances(session) == ["1 texts are in no settled state"]


def test_a_call_after_an_opt_out_is_found(session: Session, call: Call) -> None:
    opting_out.opt_out(session, call.organisation_id, NUMBER, None, NOON, "voter")
    assert "1 calls were placed after an opt-out" in imbalances(session)


def test_a_text_after_an_opt_out_is_found(session: Session, text: TextMessage) -> None:
    opting_out.opt_out(session, text.organisation_id, NUMBER, None, NOON, "voter")
    assert imbalances(session) == ["1 texts were sent after an opt-out"]


def test_an_opt_out_after_the_contact_is_no_imbalance(session: Session, text: TextMessage) -> None:
    opting_out.opt_out(session, text.organisation_id, NUMBER, None, SOON, "voter")
    assert imbalances(session) == []

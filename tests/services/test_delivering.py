"""A text is handed to the carrier once, whatever goes wrong, and its receipts settle it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from phonebank.clock import Clock
from phonebank.db import Database
from phonebank.domain.contact_rules import Channel, LineType, Reason, SuppressionReason
from phonebank.domain.errors import NotFound
from phonebank.domain.shift import Shift
from phonebank.domain.suppression import Suppression
from phonebank.domain.text_message import Conversation, TextEvent, TextMessage, TextState
from phonebank.domain.voter import PhoneNumber
from phonebank.services import assigning, delivering, gate, settling_texts, texting
from phonebank.telephony.port import TextReceipt
from tests.support.carrier import Busy, FakeCarrier, Lose, Refuse
from tests.support.due_texts import texts_due
from tests.support.world import NOON, add_caller, make_world


def at(minutes: float = 0) -> Clock:
    """A clock that stands so many minutes after noon."""
    return lambda: NOON + timedelta(minutes=minutes)


@pytest.fixture
def carrier() -> FakeCarrier:
    return FakeCarrier(at())


@pytest.fixture
def text_id(database: Database) -> int:
    """A first text that is queued."""
    with database.transaction() as session:
        world = make_world(session, channel=Channel.TEXT, languages=["en"])
        texter = add_caller(session, world.shift, connected=False)
        assigning.give_batch(session, texter.id, NOON)
        conversation = session.scalars(select(Conversation)).one()
        return texting.send_first(session, texter.id, conversation.id, "k", NOON).id


def text(database: Database, text_id: int) -> TextMessage:
    with database.transaction() as session:
        return session.get_one(TextMessage, text_id)


def receive(database: Database, text_id: int, event: TextEvent, code: int | None = None) -> None:
    receipt = TextReceipt(f"SM1:{event}", text_id, "SM1", event, code)
    with database.transaction() as session:
        delivering.receipt_received(session, receipt, NOON)


def test_a_job_that_runs_twice_sends_once(
    database: Database, carrier: FakeCarrier, text_id: int
) -> None:
    for _ in range(2):
        delivering.deliver(database, carrier, text_id, at())
    assert len(carrier.sent) == 1
    assert text(database, text_id).state is TextState.SENT


def test_a_busy_carrier_leaves_the_text_in_its_queue(
    database: Database, carrier: FakeCarrier, text_id: int
) -> None:
    carrier.troubles.append(Busy())
    delivering.deliver(database, carrier, text_id, at())
    assert text(database, text_id).state is TextState.QUEUED
    delivering.deliver(database, carrier, text_id, at(1))
    assert len(carrier.sent) == 1


@pytest.mark.parametrize("was_done", [True, False])
def test_a_lost_answer_is_looked_up_and_never_sent_blindly(
    database: Database, carrier: FakeCarrier, text_id: int, was_done: bool
) -> None:
    carrier.troubles.append(Lose(was_done=was_done))
    delivering.deliver(database, carrier, text_id, at())
    assert text(database, text_id).state is TextState.UNCERTAIN
    delivering.deliver(database, carrier, text_id, at(1))
    for minutes in (6, 60, 600):
        settling_texts.settle_text(database, carrier, text_id, at(minutes))
        delivering.deliver(database, carrier, text_id, at(minutes))
    assert len(carrier.sent) == was_done, "an uncertain text is nobody's to send"
    found = text(database, text_id)
    assert found.state is (TextState.SENT if was_done else TextState.UNCERTAIN)
    assert found.needs_decision is not was_done


def test_a_number_opted_out_at_the_carrier_is_suppressed_here_too(
    database: Database, carrier: FakeCarrier, text_id: int
) -> None:
    carrier.troubles.append(Refuse(21610))
    delivering.deliver(database, carrier, text_id, at())
    with database.transaction() as session:
        assert session.scalars(select(Suppression)).one().reason is SuppressionReason.CARRIER
    assert text(database, text_id).error_code == 21610


@pytest.mark.parametrize(
    ("code", "texted", "called", "line_type"),
    [
        (30006, Reason.LANDLINE, Reason.ALLOWED, LineType.LANDLINE),
        (30003, Reason.NO_TEXTS, Reason.ALLOWED, LineType.MOBILE),
        (21614, Reason.NO_TEXTS, Reason.ALLOWED, LineType.MOBILE),
        (30005, Reason.NUMBER_DEAD, Reason.NUMBER_DEAD, LineType.MOBILE),
        (21211, Reason.NUMBER_DEAD, Reason.NUMBER_DEAD, LineType.MOBILE),
        (21610, Reason.OPTED_OUT, Reason.OPTED_OUT, LineType.MOBILE),
        (30007, Reason.ALLOWED, Reason.ALLOWED, LineType.MOBILE),
    ],
)
def test_a_number_that_cannot_be_texted_is_taken_out_of_what_does_not_reach_it(
    database: Database,
    text_id: int,
    code: int,
    texted: Reason,
    called: Reason,
    line_type: LineType,
) -> None:
    receive(database, text_id, TextEvent.UNDELIVERED, code)
    with database.transaction() as session:
        number = session.scalars(select(PhoneNumber)).one()
        shift = session.scalars(select(Shift)).one()
        found = [
            gate.check_number(session, shift, number.id, channel, NOON).reason
            for channel in (Channel.TEXT, Channel.CALL)
        ]
    assert (found, number.line_type) == ([texted, called], line_type)


def test_a_receipt_before_our_own_commit_is_kept_and_a_later_sent_changes_nothing(
    database: Database, text_id: int
) -> None:
    with database.transaction() as session:
        session.get_one(TextMessage, text_id).apply(TextEvent.TAKE, NOON)
    receive(database, text_id, TextEvent.DELIVERED)
    receive(database, text_id, TextEvent.SENT)
    assert text(database, text_id).state is TextState.DELIVERED
    assert text(database, text_id).carrier_sid == "SM1"


def test_a_receipt_for_another_text_of_the_carriers_has_no_effect(
    database: Database, carrier: FakeCarrier, text_id: int
) -> None:
    delivering.deliver(database, carrier, text_id, at())
    with pytest.raises(NotFound):
        receive(database, text_id, TextEvent.FAILED)
    assert text(database, text_id).state is TextState.SENT


def test_a_backlog_that_runs_into_the_night_waits_for_the_morning(
    database: Database, carrier: FakeCarrier, text_id: int
) -> None:
    night, morning = at(10 * 60), at(21 * 60)
    delivering.deliver(database, carrier, text_id, night)
    assert carrier.sent == []
    assert text(database, text_id).state is TextState.QUEUED
    assert texts_due(database, night()) == []
    assert texts_due(database, morning()) == [text_id]
    delivering.deliver(database, carrier, text_id, morning)
    assert len(carrier.sent) == 1

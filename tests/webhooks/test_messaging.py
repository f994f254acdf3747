"""Webhooks about texts, with a real database and queue behind them."""

import pytest
from rq import Queue
from sqlalchemy import select

from phonebank.domain.contact_rules import Purpose
from phonebank.domain.suppression import Suppression
from phonebank.domain.text_message import Direction, TextMessage, TextState
from phonebank.jobs.queues import QueueName
from phonebank.telephony.twilio.addresses import Door
from phonebank.telephony.twilio.markup import EMPTY
from phonebank.wiring import Application
from tests.support.text_world import TextWorld, make_text_world
from tests.support.world import OUR_NUMBER
from tests.webhooks.conftest import SigningCarrier

STRANGER = "+16515550188"


@pytest.fixture
def writing(app: Application) -> TextWorld:
    return make_text_world(app.database)


def write(carrier: SigningCarrier, sender: str, body: str, number: int = 1) -> int:
    form = {"MessageSid": f"SM{number:032x}", "From": sender, "To": OUR_NUMBER, "Body": body}
    answer = carrier.tell(Door.TEXT, **form)
    assert answer.status_code != 200 or (answer.text, answer.mimetype) == (EMPTY, "text/xml")
    return answer.status_code


def suppressed(app: Application) -> list[str]:
    with app.database.transaction() as session:
        return list(session.scalars(select(Suppression.e164)))


def test_a_reply_is_kept_in_its_conversation(
    carrier: SigningCarrier, app: Application, writing: TextWorld
) -> None:
    assert write(carrier, writing.voters_number, "When are the polls open?") == 200
    with app.database.transaction() as session:
        inbound = select(TextMessage).where(TextMessage.direction == Direction.IN)
        assert session.scalars(inbound).one().body == "When are the polls open?"


def test_stop_acts_at_once_and_its_one_confirmation_is_queued_after_the_commit(
    carrier: SigningCarrier, app: Application, writing: TextWorld
) -> None:
    assert write(carrier, writing.voters_number, "please stop texting me") == 200
    assert suppressed(app) == [writing.voters_number]
    (job,) = Queue(QueueName.TEXTS, connection=app.redis).jobs
    with app.database.transaction() as session:
        queued = session.get_one(TextMessage, job.args[0])
        assert (queued.state, queued.purpose) == (TextState.QUEUED, Purpose.KEYWORD_REPLY)


def test_a_stop_from_a_number_that_nobody_knows_acts_too(
    carrier: SigningCarrier, app: Application, writing: TextWorld
) -> None:
    assert write(carrier, STRANGER, "STOP") == 200
    assert suppressed(app) == [STRANGER]


def test_a_text_to_a_number_that_is_not_ours_is_not_found(
    carrier: SigningCarrier, writing: TextWorld
) -> None:
    form = {"MessageSid": f"SM{1:032x}", "From": STRANGER, "To": "+16515550199", "Body": "STOP"}
    assert carrier.tell(Door.TEXT, **form).status_code == 404


def test_a_receipt_settles_a_text(carrier: SigningCarrier, writing: TextWorld) -> None:
    form = {"MessageSid": writing.sid, "MessageStatus": "delivered"}
    assert carrier.tell(Door.RECEIPT, f"text={writing.text_id}", **form).status_code == 204
    assert writing.text().state is TextState.DELIVERED


def test_a_receipt_without_our_id_is_a_bad_request(carrier: SigningCarrier) -> None:
    form = {"MessageSid": f"SM{1:032x}", "MessageStatus": "delivered"}
    assert carrier.tell(Door.RECEIPT, **form).status_code == 400

"""Texts: those that voters write, and what becomes of ours."""

from flask import Blueprint, Response

from phonebank.jobs import texts
from phonebank.jobs.queues import QueueName, enqueue
from phonebank.services import delivering, receiving
from phonebank.telephony.twilio import text_events
from phonebank.telephony.twilio.addresses import Door
from phonebank.telephony.twilio.markup import EMPTY
from webhooks.door import heard, tell, the_application, xml

bp = Blueprint("messaging", __name__)


@bp.post(Door.TEXT)
def incoming() -> Response:
    """A voter has written."""
    received = tell(text_events.text_received, receiving.text_received)
    for text_id in received.to_send:
        enqueue(the_application(), QueueName.TEXTS, texts.deliver, text_id)
    return xml(EMPTY)


@bp.post(Door.RECEIPT)
def receipt() -> Response:
    """Something happened to a text of ours."""
    tell(text_events.text_receipt, delivering.receipt_received)
    return heard()

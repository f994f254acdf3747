"""Handing texts to the carrier, each once, and taking in what becomes of them."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from phonebank.clock import Clock
from phonebank.db import Database
from phonebank.domain.contact_rules import Channel, LineType, SuppressionReason
from phonebank.domain.errors import NotFound
from phonebank.domain.shift import Shift
from phonebank.domain.text_message import Conversation, TextEvent, TextMessage, TextState
from phonebank.domain.voter import PhoneNumber
from phonebank.services import gate
from phonebank.services.announcing import announce_caller, announce_shift
from phonebank.services.carrier_events import first_time
from phonebank.services.opting_out import lock_number, opt_out
from phonebank.telephony.port import (
    Carrier,
    CarrierBusy,
    CarrierError,
    CarrierRefused,
    SendText,
    TextReceipt,
)

OPTED_OUT_AT_CARRIER = 21610
NOT_A_TEXT_LINE = frozenset({21614, 21635, 30006})
"""The carrier's codes for a number that cannot be texted (twilio.com/docs/api/errors)."""


def deliver(database: Database, carrier: Carrier, text_id: int, clock: Clock) -> None:
    """Hand one queued text to the carrier, once, whatever happens on the way.

    That the carrier is being asked is committed first. If the answer is lost, the text is
    UNCERTAIN until the carrier's own records settle it; nothing is ever blindly sent again.
    """
    with database.transaction() as session:
        request = _take(session, text_id, clock())
    if request is None:
        return
    try:
        with database.transaction() as session:
            _send_unless_suppressed(session, carrier, request, clock())
    except CarrierError as error:
        with database.transaction() as session:
            _not_accepted(session, text_id, error, clock())


def _take(session: Session, text_id: int, at: datetime) -> SendText | None:
    """The second look at the gate, in the transaction that commits the send."""
    text = session.scalar(select(TextMessage).where(TextMessage.id == text_id).with_for_update())
    if text is None or text.state is not TextState.QUEUED:
        return None
    conversation = session.get_one(Conversation, text.conversation_id)
    shift = session.get_one(Shift, conversation.shift_id)
    decision = gate.check_number(
        session, shift, conversation.phone_number_id, Channel.TEXT, at, text.purpose
    )
    if not decision.allowed:
        if decision.opens_at is None:
            _withhold(session, text, decision.reason, at)
        return None
    text.apply(TextEvent.TAKE, at)
    return SendText(text.id, conversation.their_number, conversation.our_number, text.body)


def _withhold(session: Session, text: TextMessage, reason: str, at: datetime) -> None:
    text.withheld_by = reason
    _apply(session, text, TextEvent.WITHHOLD, at)


def _send_unless_suppressed(
    session: Session, carrier: Carrier, request: SendText, at: datetime
) -> None:
    """The number is locked while the carrier is asked: an opt-out comes before or after, never
    in between."""
    lock_number(session, request.to)
    text = session.get_one(TextMessage, request.text_id)
    shift = _shift_of(session, text)
    conversation = session.get_one(Conversation, text.conversation_id)
    decision = gate.check_number(
        session, shift, conversation.phone_number_id, Channel.TEXT, at, text.purpose
    )
    if not decision.allowed:
        text = session.get_one(TextMessage, request.text_id, with_for_update=True)
        if decision.opens_at is None:
            _withhold(session, text, decision.reason, at)
        else:
            _apply(session, text, TextEvent.NOT_SENT, at)
        return
    sid = carrier.send(request)
    text = session.get_one(
        TextMessage, request.text_id, with_for_update=True, populate_existing=True
    )
    text.carrier_sid = sid
    _apply(session, text, TextEvent.ACCEPTED, at)


def _not_accepted(session: Session, text_id: int, error: CarrierError, at: datetime) -> None:
    text = session.get_one(TextMessage, text_id, with_for_update=True)
    if isinstance(error, CarrierBusy):
        _apply(session, text, TextEvent.NOT_SENT, at)
    elif isinstance(error, CarrierRefused):
        _fail(session, text, TextEvent.FAILED, error.code, at)
    else:
        _apply(session, text, TextEvent.LOST, at)


def receipt_received(session: Session, receipt: TextReceipt, at: datetime) -> None:
    """Something happened to a text of ours; repeated and late receipts have no effect.

    A receipt may come before our own commit of the send: it is kept and applied.
    Raises NotFound for a text that is not ours.
    """
    text = session.get(TextMessage, receipt.text_id, with_for_update=True)
    if text is None or text.carrier_sid not in (None, receipt.text_sid):
        raise NotFound("there is no such text")
    text.carrier_sid = receipt.text_sid
    if receipt.event is None or not first_time(session, receipt.event_key, "receipt", at):
        return
    if receipt.error_code is not None:
        _fail(session, text, receipt.event, receipt.error_code, at)
    else:
        _apply(session, text, receipt.event, at)


def _fail(session: Session, text: TextMessage, event: TextEvent, code: int, at: datetime) -> None:
    if not _apply(session, text, event, at):
        return
    text.error_code = code
    conversation = session.get_one(Conversation, text.conversation_id)
    if code == OPTED_OUT_AT_CARRIER:
        opt_out(
            session,
            conversation.organisation_id,
            conversation.their_number,
            conversation.voter_id,
            at,
            "carrier",
            SuppressionReason.CARRIER,
        )
    if code in NOT_A_TEXT_LINE:
        session.get_one(PhoneNumber, conversation.phone_number_id).line_type = LineType.LANDLINE


def _apply(session: Session, text: TextMessage, event: TextEvent, at: datetime) -> bool:
    changed = text.apply(event, at)
    if changed:
        shift = _shift_of(session, text)
        if text.caller_id is not None:
            announce_caller(session, shift.id, text.caller_id)
        else:
            announce_shift(session, shift.id)
    return changed


def _shift_of(session: Session, text: TextMessage) -> Shift:
    conversation = session.get_one(Conversation, text.conversation_id)
    return session.get_one(Shift, conversation.shift_id)

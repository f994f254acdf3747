"""Handing texts to the carrier, each once, and taking in what becomes of them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from phonebank.clock import Clock
from phonebank.db import Database
from phonebank.domain.contact_rules import Channel, Decision, LineType, SuppressionReason
from phonebank.domain.errors import NotFound
from phonebank.domain.shift import Shift
from phonebank.domain.text_message import Conversation, TextEvent, TextMessage, TextState
from phonebank.domain.voter import PhoneNumber
from phonebank.services import gate
from phonebank.services.announcing import announce_caller, announce_shift
from phonebank.services.carrier_events import first_time
from phonebank.services.opting_out import lock_number, lock_numbers, opt_out
from phonebank.telephony.port import (
    Carrier,
    CarrierBusy,
    CarrierError,
    CarrierRefused,
    SendText,
    TextReceipt,
)

OPTED_OUT_AT_CARRIER = 21610
ASK_AGAIN_AFTER = timedelta(seconds=30)
"""How long a text waits where a person has to decide before it may go."""
NOT_A_TEXT_LINE = frozenset({21614, 21635, 30006})
"""The carrier's codes for a number that cannot be texted (twilio.com/docs/api/errors)."""


@dataclass(frozen=True)
class _Taken:
    """A text in the hands of one run of its job; `at` tells this run from a later one's."""

    text_id: int
    request: SendText
    at: datetime


def deliver(database: Database, carrier: Carrier, text_id: int, clock: Clock) -> None:
    """Hand one queued text to the carrier, once, whatever happens on the way.

    That the carrier is being asked is committed first. If the answer is lost, the text is
    UNCERTAIN until the carrier's own records settle it; nothing is ever blindly sent again.
    """
    with database.transaction() as session:
        taken = _take(session, text_id, clock())
    if taken is None:
        return
    try:
        with database.transaction() as session:
            _send_unless_refused(session, carrier, taken, clock)
    except CarrierError as error:
        with database.transaction() as session:
            _not_accepted(session, taken, error, clock())


def _take(session: Session, text_id: int, at: datetime) -> _Taken | None:
    """The second look at the gate, in the transaction that commits the send."""
    text = session.get(TextMessage, text_id, with_for_update={"key_share": True})
    if text is None or text.state is not TextState.QUEUED:
        return None
    conversation = session.get_one(Conversation, text.conversation_id)
    shift = session.get_one(Shift, conversation.shift_id)
    decision = gate.check_number(
        session, shift, conversation.phone_number_id, Channel.TEXT, at, text.purpose
    )
    if not decision.allowed:
        _keep_back(session, text, decision, at)
        return None
    text.apply(TextEvent.TAKE, at)
    request = SendText(text.id, conversation.their_number, conversation.our_number, text.body)
    return _Taken(text.id, request, at)


def _locked(session: Session, text_id: int) -> TextMessage:
    return session.get_one(
        TextMessage, text_id, with_for_update={"key_share": True}, populate_existing=True
    )


def _keep_back(session: Session, text: TextMessage, decision: Decision, at: datetime) -> None:
    """Let a text wait for what passes, and withhold it for good from what does not."""
    if decision.passes:
        _apply(session, text, TextEvent.NOT_SENT, at)
        text.due_at = decision.opens_at or at + ASK_AGAIN_AFTER
    else:
        text.withheld_by = decision.reason
        _apply(session, text, TextEvent.WITHHOLD, at)


def _send_unless_refused(session: Session, carrier: Carrier, taken: _Taken, clock: Clock) -> None:
    """The number is locked while the carrier is asked: an opt-out comes before or after, never
    in between, and so does the look for a text whose run has ended."""
    request = taken.request
    lock_number(session, request.to)
    at = clock()
    text = session.get_one(TextMessage, taken.text_id)
    if not _is_ours(text, taken):
        return
    conversation = session.get_one(Conversation, text.conversation_id)
    shift = session.get_one(Shift, conversation.shift_id)
    decision = gate.check_number(
        session, shift, conversation.phone_number_id, Channel.TEXT, at, text.purpose
    )
    if not decision.allowed:
        _keep_back(session, _locked(session, taken.text_id), decision, at)
        return
    sid = carrier.send(request)
    text = _locked(session, taken.text_id)
    text.carrier_sid = sid
    _apply(session, text, TextEvent.ACCEPTED, at)


def _is_ours(text: TextMessage, taken: _Taken) -> bool:
    """Whether the text is still in this run's hands: one that was held up for long finds that it
    was looked for and queued again, or that a receipt has proved it sent."""
    return text.state is TextState.SENDING and text.taken_at == taken.at


def _not_accepted(session: Session, taken: _Taken, error: CarrierError, at: datetime) -> None:
    text_id = taken.text_id
    if isinstance(error, CarrierRefused):
        _lock_for(session, session.get_one(TextMessage, text_id), error.code)
    text = _locked(session, text_id)
    if not _is_ours(text, taken):
        return
    if isinstance(error, CarrierBusy):
        _apply(session, text, TextEvent.NOT_SENT, at)
        text.due_at = at + timedelta(seconds=error.retry_after_seconds)
    elif isinstance(error, CarrierRefused):
        _fail(session, text, TextEvent.FAILED, error.code, at)
    else:
        _apply(session, text, TextEvent.LOST, at)


def receipt_received(session: Session, receipt: TextReceipt, at: datetime) -> None:
    """Something happened to a text of ours; repeated and late receipts have no effect.

    A receipt may come before our own commit of the send: it is kept and applied.
    Raises NotFound for a text that is not ours.
    """
    named = session.get(TextMessage, receipt.text_id)
    if named is None:
        raise NotFound("there is no such text")
    _lock_for(session, named, receipt.error_code)
    text = _locked(session, receipt.text_id)
    if text.carrier_sid not in (None, receipt.text_sid):
        raise NotFound("there is no such text")
    text.carrier_sid = receipt.text_sid
    if not first_time(session, receipt.event_key, "receipt", at):
        return
    # Whatever it says, a receipt proves that the carrier has the text.
    event = receipt.event or TextEvent.ACCEPTED
    if receipt.error_code is not None:
        _fail(session, text, event, receipt.error_code, at)
    else:
        _apply(session, text, event, at)


def _lock_for(session: Session, text: TextMessage, code: int | None) -> None:
    """Lock the numbers before the text where the code makes an opt-out of it."""
    if code == OPTED_OUT_AT_CARRIER:
        conversation = session.get_one(Conversation, text.conversation_id)
        number, voter_id = conversation.their_number, conversation.voter_id
        lock_numbers(session, conversation.organisation_id, number, voter_id)


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
        conversation = session.get_one(Conversation, text.conversation_id)
        if conversation.caller_id is not None:
            announce_caller(session, conversation.shift_id, conversation.caller_id)
        else:
            announce_shift(session, conversation.shift_id)
    return changed

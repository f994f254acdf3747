"""Handing texts to the carrier, each once, and taking in what becomes of them."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from phonebank.clock import Clock
from phonebank.db import Database
from phonebank.domain.contact_rules import LineType, SuppressionReason
from phonebank.domain.delivery_faults import (
    LANDLINES,
    NO_SUCH_NUMBERS,
    NO_TEXT_LINES,
    OPTED_OUT_AT_CARRIER,
)
from phonebank.domain.errors import NotFound
from phonebank.domain.text_message import (
    TRANSITIONS,
    Conversation,
    TextEvent,
    TextMessage,
    TextState,
)
from phonebank.domain.van_results import TEXT_OPTED_OUT
from phonebank.domain.voter import DeadNumber, PhoneNumber
from phonebank.services import gate
from phonebank.services.carrier_events import first_time
from phonebank.services.gate import TextStanding
from phonebank.services.opting_out import lock_number, lock_numbers, opt_out
from phonebank.services.sending_pauses import count_segments_sent, note_busy
from phonebank.services.taking_texts import (
    Taken,
    announce_conversation,
    apply,
    keep_back,
    take,
)
from phonebank.services.van.noting import note_conversation
from phonebank.telephony.port import (
    Carrier,
    CarrierBusy,
    CarrierError,
    CarrierRefused,
    TextReceipt,
)


def deliver(database: Database, carrier: Carrier, text_id: int, clock: Clock) -> None:
    """Hand one queued text to the carrier, once, whatever happens on the way."""
    with database.transaction() as session:
        text = session.get(TextMessage, text_id, with_for_update={"key_share": True})
        if text is None or text.state is not TextState.QUEUED:
            return
        conversation = session.get_one(Conversation, text.conversation_id)
        taken = take(session, text, conversation, clock())
    if taken is not None:
        hand_over(database, carrier, taken, clock)


def hand_over(
    database: Database,
    carrier: Carrier,
    taken: Taken,
    clock: Clock,
    wait: Callable[[], None] = lambda: None,
) -> None:
    """Hand a text that was taken to the carrier; `wait` returns when it may leave.

    That the carrier is being asked is committed already. If the answer is lost, the text is
    UNCERTAIN until the carrier's own records settle it; nothing is ever blindly sent again.
    """
    try:
        with database.transaction() as session:
            _send_unless_refused(session, carrier, taken, clock, wait)
    except CarrierError as error:
        with database.transaction() as session:
            _not_accepted(session, taken, error, clock())


def _locked(session: Session, text_id: int) -> TextMessage:
    return session.get_one(
        TextMessage, text_id, with_for_update={"key_share": True}, populate_existing=True
    )


def _send_unless_refused(
    session: Session, carrier: Carrier, taken: Taken, clock: Clock, wait: Callable[[], None]
) -> None:
    """The number is locked while the carrier is asked: an opt-out comes before or after, never
    in between, and so does the look for a text whose run has ended."""
    request, conversation = taken.request, taken.conversation
    lock_number(session, request.to)
    at = clock()
    standing = gate.standing_of_texts(session, [taken.text_id], at)[taken.text_id]
    if not _is_ours(standing, taken):
        return
    if not standing.decision.allowed:
        text = _locked(session, taken.text_id)
        keep_back(session, text, conversation, standing.decision, at)
        count_segments_sent(session, taken.limits, -taken.segments, at)
        return
    wait()
    _accepted(session, taken, carrier.send(request), at)


def _accepted(session: Session, taken: Taken, sid: str, at: datetime) -> None:
    """One statement, where no receipt was faster: most of a backlog's time is spent here."""
    sent = TRANSITIONS[TextState.SENDING, TextEvent.ACCEPTED]
    moved = session.scalar(
        update(TextMessage)
        .where(TextMessage.id == taken.text_id, TextMessage.state == TextState.SENDING)
        .values(state=sent, carrier_sid=sid, settled_at=at)
        .returning(TextMessage.id)
        .execution_options(synchronize_session=False)
    )
    if moved is None:
        _locked(session, taken.text_id).carrier_sid = sid
    announce_conversation(session, taken.conversation)


def _is_ours(text: TextMessage | TextStanding, taken: Taken) -> bool:
    """Whether the text is still in this run's hands: one that was held up for long finds that it
    was looked for and queued again, or that a receipt has proved it sent."""
    return text.state is TextState.SENDING and text.taken_at == taken.at


def _not_accepted(session: Session, taken: Taken, error: CarrierError, at: datetime) -> None:
    text_id = taken.text_id
    if isinstance(error, CarrierRefused):
        _lock_for(session, session.get_one(TextMessage, text_id), error.code)
    if isinstance(error, CarrierBusy):
        count_segments_sent(session, taken.limits, -taken.segments, at)
        note_busy(session, error.code, error.retry_after_seconds, at)
    text = _locked(session, text_id)
    if not _is_ours(text, taken):
        return
    if isinstance(error, CarrierBusy):
        apply(session, text, taken.conversation, TextEvent.NOT_SENT, at)
        text.due_at = text.queued_at  # it keeps its place before those that were written later
    elif isinstance(error, CarrierRefused):
        _fail(session, text, TextEvent.FAILED, error.code, at)
    else:
        apply(session, text, taken.conversation, TextEvent.LOST, at)


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
        apply(session, text, session.get_one(Conversation, text.conversation_id), event, at)


def _lock_for(session: Session, text: TextMessage, code: int | None) -> None:
    """Lock the numbers before the text where the code makes an opt-out of it."""
    if code == OPTED_OUT_AT_CARRIER:
        conversation = session.get_one(Conversation, text.conversation_id)
        number, voter_id = conversation.their_number, conversation.voter_id
        lock_numbers(session, conversation.organisation_id, number, voter_id)


def _fail(session: Session, text: TextMessage, event: TextEvent, code: int, at: datetime) -> None:
    conversation = session.get_one(Conversation, text.conversation_id)
    if not apply(session, text, conversation, event, at):
        return
    text.error_code = code
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
        note_conversation(session, conversation, TEXT_OPTED_OUT, at)
    _learn_about_number(session, conversation, code, at)


def _learn_about_number(
    session: Session, conversation: Conversation, code: int, at: datetime
) -> None:
    """Take a number out of texting, or of everything, for everybody in the household."""
    learnt: dict[str, object] = {}
    if code in NO_TEXT_LINES:
        learnt["no_texts_at"] = at
    if code in LANDLINES:
        learnt["line_type"] = LineType.LANDLINE
    if code in NO_SUCH_NUMBERS:
        learnt["dead"] = DeadNumber.DISCONNECTED
    if learnt:
        same = (
            PhoneNumber.organisation_id == conversation.organisation_id,
            PhoneNumber.e164 == conversation.their_number,
        )
        session.execute(update(PhoneNumber).where(*same).values(learnt))

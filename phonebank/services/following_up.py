"""Texts after a call: what may be sent, and the one that a voter has asked for."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from phonebank.domain.call import Call
from phonebank.domain.caller import Caller
from phonebank.domain.campaign import Campaign
from phonebank.domain.contact_rules import Channel, Purpose
from phonebank.domain.errors import BadInput, NotFound, NotNow, Refused
from phonebank.domain.follow_up import (
    MOST_FOLLOW_UPS,
    FollowUp,
    TextRequest,
    check_follow_up,
)
from phonebank.domain.languages import UNKNOWN, written_of
from phonebank.domain.shift import Shift, ShiftState
from phonebank.domain.text_message import Conversation, ConversationState, TextMessage
from phonebank.domain.voter import Voter
from phonebank.services import gate
from phonebank.services.announcing import announce_caller
from phonebank.services.auditing import Author, audit_of
from phonebank.services.calling import own_call
from phonebank.services.confirming import confirm_written
from phonebank.services.dialling import lock_caller
from phonebank.services.queueing_texts import queue_text
from phonebank.services.texting import text_for
from phonebank.services.writing import campaign_of


def follow_ups_of(session: Session, campaign_id: int) -> list[FollowUp]:
    """Those that callers may offer, in the order of their keys."""
    current = select(FollowUp).where(
        FollowUp.campaign_id == campaign_id, FollowUp.retired_at.is_(None)
    )
    return list(session.scalars(current.order_by(FollowUp.id)))


def save_follow_up(
    session: Session,
    organisation_id: int,
    campaign_id: int,
    title: str,
    question: Mapping[str, str],
    text: Mapping[str, str],
    author: Author,
) -> FollowUp:
    """Write a text to be offered after calls, or write it anew where there is one of that title.

    Raises BadInput for words that may not go out, and for one more than there are keys.
    """
    campaign = campaign_of(session, organisation_id, campaign_id)
    check_follow_up(title, question, text, campaign.languages, campaign.sender_name)
    same = select(FollowUp).where(
        FollowUp.campaign_id == campaign.id, FollowUp.title == title.strip()
    )
    kept = session.scalar(same)
    offered = follow_ups_of(session, campaign.id)
    if kept not in offered and len(offered) >= MOST_FOLLOW_UPS:
        told = "callers have keys for %(most)s texts: take one away first"
        raise BadInput(told, "title", most=MOST_FOLLOW_UPS)
    before = [] if kept is None else [kept.question, kept.text]
    if kept is None:
        kept = FollowUp(
            organisation_id=organisation_id,
            campaign_id=campaign.id,
            title=title.strip(),
            created_at=author.at,
        )
        session.add(kept)
    kept.question, kept.text, kept.retired_at = _written(question), _written(text), None
    session.flush()
    confirm_written(session, campaign, before, [kept.question, kept.text], author)
    audit_of(session, organisation_id, author, "write", f"follow-up {kept.id}")
    return kept


def retire_follow_up(
    session: Session, organisation_id: int, follow_up_id: int, author: Author
) -> None:
    """Offer it no more. Raises NotFound for another organisation's."""
    kept = session.get(FollowUp, follow_up_id)
    if kept is None or kept.organisation_id != organisation_id:
        raise NotFound("there is no such text")
    kept.retired_at = kept.retired_at or author.at
    audit_of(session, organisation_id, author, "retire", f"follow-up {kept.id}")


def language_of_call(session: Session, call: Call) -> str:
    """The written language of whoever is on the line, as far as anybody knows."""
    voter = session.get_one(Voter, call.voter_id)
    if voter.language != UNKNOWN:
        return written_of(voter.language)
    shift = session.get_one(Shift, call.shift_id)
    return session.get_one(Campaign, shift.campaign_id).languages[0]


def send_follow_up(
    session: Session, caller_id: int, call_id: int, follow_up_id: int, at: datetime
) -> TextMessage:
    """Text what the voter has asked for on this call, in their language; pressed again, once.

    It waits where it may go later. Raises NotFound for a call or a text of somebody else, or one
    that is offered no more, NotNow before the voter has answered, or where they are texted at
    another number, BadInput where it is not written in the voter's language,
    Refused where the gate says no for good.
    """
    caller = lock_caller(session, caller_id)
    call = own_call(session, caller_id, call_id)
    if call.answered_at is None:
        raise NotNow("nobody has answered yet")
    shift = session.get_one(Shift, call.shift_id)
    follow_up = session.get(FollowUp, follow_up_id)
    if follow_up is None or follow_up.campaign_id != shift.campaign_id:
        raise NotFound("there is no such text")
    if earlier := session.scalar(_asked_for(call, follow_up)):
        return earlier
    if follow_up.retired_at is not None:
        raise NotFound("there is no such text")
    decision = gate.check_number(
        session, shift, call.phone_number_id, Channel.TEXT, at, Purpose.FOLLOW_UP
    )
    if not decision.allowed and not decision.passes:
        raise Refused(decision.reason)
    text = _queue(session, shift, call, caller, follow_up, at)
    session.add(
        TextRequest(
            organisation_id=call.organisation_id,
            follow_up_id=follow_up.id,
            call_id=call.id,
            caller_id=caller.id,
            voter_id=call.voter_id,
            text_id=text.id,
            e164=call.to_number,
            language=text.language,
            asked_at=at,
        )
    )
    text.due_at = decision.opens_at or at
    session.flush()
    announce_caller(session, caller.shift_id, caller.id)
    return text


def _queue(
    session: Session,
    shift: Shift,
    call: Call,
    caller: Caller,
    follow_up: FollowUp,
    at: datetime,
) -> TextMessage:
    language = language_of_call(session, call)
    words = follow_up.text.get(language)
    if words is None:
        raise BadInput("this text is not written in the voter's language")
    voter = session.get_one(Voter, call.voter_id)
    campaign = session.get_one(Campaign, shift.campaign_id)
    body = text_for(session, shift, campaign, voter, words, caller)
    conversation = _conversation(session, call, shift, language, at)
    key = f"follow-up {call.id}/{follow_up.id}"
    text = queue_text(session, shift, conversation, body, Purpose.FOLLOW_UP, at, request_key=key)
    text.caller_id, text.language = caller.id, language
    conversation.last_at = at
    return text


def _conversation(
    session: Session, call: Call, shift: Shift, language: str, at: datetime
) -> Conversation:
    """The one that the voter has with the campaign at this number, or a new one of the calling
    shift, whose replies any texter of the campaign may take."""
    kept = session.scalar(_conversation_of(call, shift).with_for_update(key_share=True))
    if kept is not None and kept.phone_number_id != call.phone_number_id:
        # Its texts are looked for, answered and stopped at the number that it has.
        raise NotNow("this voter is texted at another number already")
    if kept is not None:
        return kept
    conversation = Conversation(
        organisation_id=call.organisation_id,
        shift_id=shift.id,
        voter_id=call.voter_id,
        phone_number_id=call.phone_number_id,
        our_number=call.from_number,
        their_number=call.to_number,
        language=language,
        state=ConversationState.OPEN,
        last_at=at,
    )
    session.add(conversation)
    session.flush()
    return conversation


def _conversation_of(call: Call, shift: Shift) -> Select[Conversation]:
    here = Conversation.phone_number_id == call.phone_number_id
    return (
        select(Conversation)
        .join(Shift, Shift.id == Conversation.shift_id)
        .where(
            Conversation.voter_id == call.voter_id,
            Conversation.state != ConversationState.UNSENT,
            Shift.campaign_id == shift.campaign_id,
            Shift.state != ShiftState.ENDED,
            or_(here, Conversation.shift_id == shift.id),
        )
        .order_by(here.desc(), Conversation.last_at.desc())
        .limit(1)
    )


def _asked_for(call: Call, follow_up: FollowUp) -> Select[TextMessage]:
    return (
        select(TextMessage)
        .join(TextRequest, TextRequest.text_id == TextMessage.id)
        .where(TextRequest.call_id == call.id, TextRequest.follow_up_id == follow_up.id)
    )


def _written(words: Mapping[str, str]) -> dict[str, str]:
    return {tag: text.strip() for tag, text in words.items() if text.strip()}

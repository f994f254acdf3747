"""One contact of ours in VAN's words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from phonebank.domain.call import Call
from phonebank.domain.survey import Answer, Choice, Question
from phonebank.domain.text_message import Conversation, ConversationState
from phonebank.domain.van import VanAccount, VanContact, VanContactState
from phonebank.domain.van_response import Answered, Line, canvass_response, responses_of
from phonebank.domain.van_results import TEXT_ANSWERED, TEXT_OPTED_OUT
from phonebank.domain.voter import PhoneNumber, Voter
from phonebank.services.van.noting import SETTLES_AFTER

_PHONE_ID: Final = "phoneid"
"""VAN's own header of the id of a voter's preferred number, without case and spaces."""


@dataclass(frozen=True)
class Told:
    """What to post about whom; `body` None where nobody has said which code it is, `van_id` None
    where the voter has no id of VAN's, `outcome` empty where there is nothing to tell any more."""

    van_id: str | None
    body: dict[str, Any] | None
    outcome: str


@dataclass(frozen=True)
class _Ended:
    """What VAN has to know of a call or a conversation."""

    shift_id: int
    phone_number_id: int
    e164: str
    outcome: str
    at: datetime
    contact_type_id: int | None


def told(session: Session, account: VanAccount, contact: VanContact) -> Told:
    """A contact as it stands now, answers that were corrected included."""
    ended = _ended(session, account, contact)
    voter = session.get_one(Voter, contact.voter_id)
    van_id = voter.voter_file_id or ""
    known = van_id if van_id.isascii() and van_id.isdigit() else None
    if ended.contact_type_id is None or account.input_type_id is None:
        return Told(known, None, ended.outcome)
    answers = _answers(session, ended.shift_id, voter.id)
    body = canvass_response(
        _line(session, voter, ended),
        ended.at,
        ended.contact_type_id,
        account.input_type_id,
        responses_of(answers, account.answer_map) if _is_canvassed(ended.outcome) else [],
        account.result_map.get(ended.outcome),
    )
    return Told(known, body, ended.outcome)


def queue_what_is_new(
    session: Session, account: VanAccount, contact: VanContact, at: datetime
) -> None:
    """Let a contact, locked, wait once more where it has come to something else than VAN was told:
    somebody wrote STOP while it was being written."""
    outcome = told(session, account, contact).outcome
    if outcome not in ("", contact.outcome):
        contact.state, contact.due_at = VanContactState.WAITING, at + SETTLES_AFTER
        contact.attempts, contact.problem = 0, ""


def _is_canvassed(outcome: str) -> bool:
    """Whether answers may be told: with them, VAN takes it that the person was canvassed."""
    return outcome in ("reached", TEXT_ANSWERED)


def _ended(session: Session, account: VanAccount, contact: VanContact) -> _Ended:
    if contact.call_id is not None:
        call = session.get_one(Call, contact.call_id)
        at = call.answered_at or call.ended_at or call.queued_at
        result = call.result.value if call.result else ""
        number_id, number = call.phone_number_id, call.to_number
        return _Ended(call.shift_id, number_id, number, result, at, account.call_type_id)
    talk = session.get_one(Conversation, contact.conversation_id)
    wrote = TEXT_ANSWERED if talk.last_inbound_at is not None else ""
    outcome = TEXT_OPTED_OUT if talk.state is ConversationState.OPTED_OUT else wrote
    number_id, number = talk.phone_number_id, talk.their_number
    return _Ended(talk.shift_id, number_id, number, outcome, talk.last_at, account.text_type_id)


def _line(session: Session, voter: Voter, ended: _Ended) -> Line:
    """The file's id is that of the number it prefers, which is the first of the voter's."""
    number = session.get_one(PhoneNumber, ended.phone_number_id)
    given = next(
        (
            str(value)
            for key, value in voter.extra.items()
            if key.replace(" ", "").replace("_", "").casefold() == _PHONE_ID
        ),
        "",
    )
    is_theirs = number.position == 0 and given.isascii() and given.isdigit()
    return Line(ended.e164, int(given) if is_theirs else None)


def _answers(session: Session, shift_id: int, voter_id: int) -> list[Answered]:
    rows = session.execute(
        select(Question, Choice.code)
        .join(Answer, Answer.question_id == Question.id)
        .join(Choice, Choice.id == Answer.choice_id)
        .where(Answer.shift_id == shift_id, Answer.voter_id == voter_id)
        .order_by(Answer.id)
    )
    return [Answered(question.origin, code) for question, code in rows]

"""What other programs are to be told, written in the transaction in which it happens.

An organisation without an address to be told costs one look into an empty index.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, exists, select, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from phonebank.domain.call import Call, ContactResult
from phonebank.domain.event_hook import EventHook, EventKind
from phonebank.domain.survey import Answer, Choice, Question
from phonebank.domain.text_message import Conversation
from phonebank.domain.voter import Voter
from phonebank.services.voters_at import only_voter_at

HOOKED = """
    INSERT INTO hook_delivery (organisation_id, event_hook_id, event_key, kind, voter_key, data, at,
                               state, attempts, due_at, problem)
    SELECT h.organisation_id, h.id, gen_random_uuid()::text, {kind}, {voter_key}, {data}, :at,
           'waiting', 0, :at, ''
      FROM {source} event_hook h
     WHERE h.organisation_id = {owner} AND h.removed_at IS NULL
"""
"""One row for each address of an organisation."""

_TELL = text(
    HOOKED.format(kind=":kind", voter_key=":voter_key", data=":data", source="", owner=":owner")
).bindparams(bindparam("data", type_=JSONB))


def tell_call_closed(session: Session, call: Call, result: ContactResult, at: datetime) -> None:
    """A call that was a conversation, or in which something was answered, has its result."""
    if not _is_anybody_told(session, call.organisation_id):
        return
    answers = _answers(session, call.shift_id, call.voter_id)
    if result is not ContactResult.REACHED and not answers:
        return
    data = {"channel": "call", "call_id": call.id, "result": result.value}
    _tell_finished(session, call.organisation_id, call.shift_id, call.voter_id, data, answers, at)


def tell_conversation_closed(session: Session, conversation: Conversation, at: datetime) -> None:
    """A conversation by text in which the voter wrote is done."""
    owner = conversation.organisation_id
    if conversation.last_inbound_at is None or not _is_anybody_told(session, owner):
        return
    answers = _answers(session, conversation.shift_id, conversation.voter_id)
    data = {"channel": "text", "conversation_id": conversation.id}
    shift_id, voter_id = conversation.shift_id, conversation.voter_id
    _tell_finished(session, owner, shift_id, voter_id, data, answers, at)


def tell_opted(
    session: Session,
    kind: EventKind,
    organisation_id: int,
    numbers: list[str],
    voter_id: int | None,
    at: datetime,
) -> None:
    """Somebody opted out (or in again), with these numbers; whoever is alone at one of them is
    meant where no voter is named."""
    if _is_anybody_told(session, organisation_id):
        voter_id = voter_id or only_voter_at(session, organisation_id, numbers[0])
        data = {**_voter(session, voter_id), "numbers": sorted(numbers)}
        _tell(session, organisation_id, kind, _key(voter_id, numbers), data, at)


def tell_text(
    session: Session, conversation: Conversation, text_id: int, body: str, at: datetime
) -> None:
    """A voter wrote. (What asks nothing of others is told by the statement that keeps it.)"""
    data = {
        "conversation_id": conversation.id,
        "text_id": text_id,
        "shift_id": conversation.shift_id,
        "voter_id": conversation.voter_id,
        "number": conversation.their_number,
        "body": body,
    }
    key = _key(conversation.voter_id, [])
    _tell(session, conversation.organisation_id, EventKind.TEXT_RECEIVED, key, data, at)


def _tell_finished(
    session: Session,
    owner: int,
    shift_id: int,
    voter_id: int,
    data: dict[str, Any],
    answers: list[dict[str, Any]],
    at: datetime,
) -> None:
    told = {**data, "shift_id": shift_id, **_voter(session, voter_id), "answers": answers}
    _tell(session, owner, EventKind.CONVERSATION_FINISHED, _key(voter_id, []), told, at)


def _tell(
    session: Session, owner: int, kind: EventKind, key: str, data: dict[str, Any], at: datetime
) -> None:
    values = {"owner": owner, "kind": kind.value, "voter_key": key, "data": data, "at": at}
    session.execute(_TELL, values)


def _key(voter_id: int | None, numbers: list[str]) -> str:
    return f"voter {voter_id}" if voter_id is not None else f"number {min(numbers)}"


def _is_anybody_told(session: Session, organisation_id: int) -> bool:
    hooks = exists().where(
        EventHook.organisation_id == organisation_id, EventHook.removed_at.is_(None)
    )
    return bool(session.scalar(select(hooks)))


def _voter(session: Session, voter_id: int | None) -> dict[str, Any]:
    voter = None if voter_id is None else session.get_one(Voter, voter_id)
    return {"voter_id": voter_id, "voter_file_id": voter.voter_file_id if voter else None}


def _answers(session: Session, shift_id: int, voter_id: int) -> list[dict[str, Any]]:
    rows = session.execute(
        select(Answer, Question, Choice.code)
        .join(Question, Question.id == Answer.question_id)
        .outerjoin(Choice, Choice.id == Answer.choice_id)
        .where(Answer.shift_id == shift_id, Answer.voter_id == voter_id)
        .order_by(Answer.id)
    )
    return [
        {
            "question_id": question.origin,
            "code": code,
            "number": answer.number,
            "words": answer.words,
        }
        for answer, question, code in rows
    ]

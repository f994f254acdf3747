"""What a shift has done so far: figures for the desk, the demo and the results."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from phonebank.domain.call import Call, ContactResult
from phonebank.domain.caller import Assignment, AssignmentState
from phonebank.domain.shift import Shift
from phonebank.domain.survey import Answer, Question
from phonebank.domain.text_message import (
    Conversation,
    ConversationState,
    TextMessage,
    TextState,
)
from phonebank.services.surveying import survey_of


@dataclass(frozen=True)
class Figures:
    """Counts of one shift. `conversations` are calls that reached the voter, and text
    conversations in which the voter replied; `replies_waiting` counts conversations that nobody
    has read since the voter wrote, but for those of voters who opted out."""

    calls: int
    answered: int
    conversations: int
    results: dict[ContactResult, int]
    answers: int
    texts_sent: int
    texts_not_delivered: int
    replies: int
    opt_outs: int
    replies_waiting: int
    voters_waiting: int
    voters_done: int
    voters_barred: int


@dataclass(frozen=True)
class Glance:
    """The few of a shift's figures that fit in a line; each counted as in `Figures`."""

    conversations: int
    replies_waiting: int
    voters_waiting: int


@dataclass(frozen=True)
class QuestionTally:
    """How often each choice of a question was given: choice id -> count."""

    question: Question
    counts: dict[int, int]


def figures(session: Session, shift: Shift) -> Figures:
    """Everything countable of a shift, in a few queries."""
    results = _counts(session, select(Call.result, func.count()), Call.shift_id == shift.id)
    queue = _counts(
        session, select(Assignment.state, func.count()), Assignment.shift_id == shift.id
    )
    texts = _texts(session, shift)
    calls, answered = _calls(session, shift)
    return Figures(
        calls=calls,
        answered=answered,
        conversations=results[ContactResult.REACHED] + _replied(session, shift),
        results={result: count for result, count in results.items() if result is not None},
        answers=_count(session, select(func.count(Answer.id)).where(Answer.shift_id == shift.id)),
        texts_sent=texts[TextState.SENT] + texts[TextState.DELIVERED],
        texts_not_delivered=texts[TextState.UNDELIVERED] + texts[TextState.FAILED],
        replies=texts[TextState.RECEIVED],
        opt_outs=_opt_outs(session, shift, results),
        replies_waiting=_waiting(session, shift),
        voters_waiting=queue[AssignmentState.WAITING],
        voters_done=queue[AssignmentState.DONE],
        voters_barred=queue[AssignmentState.BARRED],
    )


def glance(session: Session, shift: Shift) -> Glance:
    """A shift in three figures, for a page that shows several shifts."""
    reached = select(func.count(Call.id)).where(
        Call.shift_id == shift.id, Call.result == ContactResult.REACHED
    )
    waiting = select(func.count(Assignment.id)).where(
        Assignment.shift_id == shift.id, Assignment.state == AssignmentState.WAITING
    )
    return Glance(
        conversations=_count(session, reached) + _replied(session, shift),
        replies_waiting=_waiting(session, shift),
        voters_waiting=_count(session, waiting),
    )


def tallies(session: Session, shift: Shift) -> list[QuestionTally]:
    """The answers so far, question by question."""
    counted = session.execute(
        select(Answer.question_id, Answer.choice_id, func.count())
        .where(Answer.shift_id == shift.id)
        .group_by(Answer.question_id, Answer.choice_id)
    ).all()
    return [
        QuestionTally(
            question,
            {choice: count for asked, choice, count in counted if asked == question.id},
        )
        for question in survey_of(session, shift.call_script_id)
    ]


def _counts(session: Session, statement, condition) -> Counter:  # type: ignore[no-untyped-def,type-arg]
    grouped = statement.where(condition).group_by(statement.selected_columns[0])
    return Counter({key: count for key, count in session.execute(grouped)})


def _count(session: Session, statement) -> int:  # type: ignore[no-untyped-def]
    return int(session.scalar(statement) or 0)


def _calls(session: Session, shift: Shift) -> tuple[int, int]:
    """Calls that the carrier was asked for, and those of them that were answered."""
    row = session.execute(
        select(
            func.count().filter(Call.carrier_sid.is_not(None)),
            func.count().filter(Call.answered_at.is_not(None)),
        ).where(Call.shift_id == shift.id)
    ).one()
    return int(row[0]), int(row[1])


def _texts(session: Session, shift: Shift) -> "Counter[TextState]":
    statement = (
        select(TextMessage.state, func.count())
        .join(Conversation, Conversation.id == TextMessage.conversation_id)
        .where(Conversation.shift_id == shift.id)
        .group_by(TextMessage.state)
    )
    return Counter({state: count for state, count in session.execute(statement)})


def _replied(session: Session, shift: Shift) -> int:
    return _count(
        session,
        select(func.count(Conversation.id)).where(
            Conversation.shift_id == shift.id,
            Conversation.state != ConversationState.OPTED_OUT,
            Conversation.last_inbound_at.is_not(None),
        ),
    )


def _opt_outs(session: Session, shift: Shift, results: "Counter[ContactResult | None]") -> int:
    by_text = select(func.count(Conversation.id)).where(
        Conversation.shift_id == shift.id, Conversation.state == ConversationState.OPTED_OUT
    )
    return results[ContactResult.DO_NOT_CALL] + _count(session, by_text)


def _waiting(session: Session, shift: Shift) -> int:
    return _count(
        session,
        select(func.count(Conversation.id)).where(
            Conversation.shift_id == shift.id,
            Conversation.unread > 0,
            Conversation.state != ConversationState.OPTED_OUT,
        ),
    )

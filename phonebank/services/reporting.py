"""What a shift has done so far: figures for the desk, the demo and the results."""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from phonebank.domain.call import AnsweredBy, Call, ContactResult
from phonebank.domain.caller import Assignment, AssignmentState
from phonebank.domain.shift import Shift
from phonebank.domain.survey import Answer, Choice, Question, QuestionKind
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
    has read since the voter wrote, but for those of voters who opted out. `abandoned` voters found
    nobody free; `misheard_people` were taken for machines, `missed_machines` for people.
    `messages_left` are recorded messages that answering machines got."""

    calls: int
    answered: int
    abandoned: int
    misheard_people: int
    missed_machines: int
    messages_left: int
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
    """What was answered to a question: how often each choice (choice id -> count), the mean of
    the numbers, how many answered in words or at all. Answers to the same question of an earlier
    version count with it."""

    question: Question
    counts: dict[int, int]
    answered: int = 0
    mean: float | None = None


def figures(session: Session, shift: Shift) -> Figures:
    """Everything countable of a shift, in a few queries."""
    results = _counts(session, select(Call.result, func.count()), Call.shift_id == shift.id)
    queue = _counts(
        session, select(Assignment.state, func.count()), Assignment.shift_id == shift.id
    )
    texts = _texts(session, shift)
    calls, answered, abandoned, misheard, missed, messages = _calls(session, shift)
    return Figures(
        calls=calls,
        answered=answered,
        abandoned=abandoned,
        misheard_people=misheard,
        missed_machines=missed,
        messages_left=messages,
        conversations=results[ContactResult.REACHED] + _replied(session, shift),
        results={result: count for result, count in results.items() if result is not None},
        answers=_answers(session, shift),
        texts_sent=texts[TextState.SENT] + texts[TextState.DELIVERED],
        texts_not_delivered=texts[TextState.UNDELIVERED] + texts[TextState.FAILED],
        replies=texts[TextState.RECEIVED],
        opt_outs=_opt_outs(session, shift, results),
        replies_waiting=_waiting(session, shift),
        voters_waiting=queue[AssignmentState.WAITING] + queue[AssignmentState.PROMISED],
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
    origin = func.coalesce(Question.origin_id, Question.id)
    counted = session.execute(
        select(origin, Choice.code, func.count())
        .select_from(Answer)
        .join(Question, Question.id == Answer.question_id)
        .join(Choice, Choice.id == Answer.choice_id)
        .where(Answer.shift_id == shift.id)
        .group_by(origin, Choice.code)
    )
    by_code = {(asked, code): count for asked, code, count in counted}
    totals = session.execute(
        select(origin, func.count(Answer.voter_id.distinct()), func.avg(Answer.number))
        .select_from(Answer)
        .join(Question, Question.id == Answer.question_id)
        .where(Answer.shift_id == shift.id)
        .group_by(origin)
    )
    by_question = {asked: (count, mean) for asked, count, mean in totals}
    return [
        _tally(question, by_code, *by_question.get(question.origin, (0, None)))
        for question in survey_of(session, shift.call_script_id)
    ]


def _tally(
    question: Question,
    by_code: dict[tuple[int, str], int],
    answered: int,
    mean: Decimal | None,
) -> QuestionTally:
    counts = {
        choice.id: count
        for choice in question.choices
        if (count := by_code.get((question.origin, choice.code)))
    }
    if question.kind is QuestionKind.SCALE and counts:
        steps = {choice.id: choice.position for choice in question.choices}
        total = sum(steps[each] * count for each, count in counts.items())
        return QuestionTally(question, counts, answered, total / sum(counts.values()))
    return QuestionTally(question, counts, answered, None if mean is None else float(mean))


def _counts(session: Session, statement, condition) -> Counter:  # type: ignore[no-untyped-def,type-arg]
    grouped = statement.where(condition).group_by(statement.selected_columns[0])
    return Counter({key: count for key, count in session.execute(grouped)})


def _count(session: Session, statement) -> int:  # type: ignore[no-untyped-def]
    return int(session.scalar(statement) or 0)


def _calls(session: Session, shift: Shift) -> list[int]:
    """Calls that the carrier was asked for; of them, those that were answered, that found nobody
    free, that callers heard a person on and the carrier a machine, and the reverse, and that left a
    recorded message."""
    machine = Call.answered_by == AnsweredBy.MACHINE
    row = session.execute(
        select(
            func.count().filter(Call.carrier_sid.is_not(None)),
            func.count().filter(Call.answered_at.is_not(None), Call.carrier_sid.is_not(None)),
            func.count().filter(Call.abandoned_at.is_not(None)),
            func.count().filter(machine, Call.heard_as == AnsweredBy.HUMAN),
            func.count().filter(
                Call.answered_by == AnsweredBy.HUMAN, Call.heard_as == AnsweredBy.MACHINE
            ),
            func.count().filter(Call.message_at.is_not(None)),
        ).where(Call.shift_id == shift.id)
    ).one()
    return [int(count) for count in row]


def _answers(session: Session, shift: Shift) -> int:
    """One for each question that a voter answered, however many choices they made."""
    origin = func.coalesce(Question.origin_id, Question.id)
    answered = (
        select(Answer.voter_id, origin)
        .join(Question, Question.id == Answer.question_id)
        .where(Answer.shift_id == shift.id)
        .distinct()
    )
    return _count(session, select(func.count()).select_from(answered.subquery()))


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

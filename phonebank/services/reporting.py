"""What a shift has done so far: figures for the desk, the demo and the results."""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from phonebank.domain.call import AnsweredBy, Call, ContactResult
from phonebank.domain.caller import LEFT, Assignment, AssignmentState
from phonebank.domain.shift import Shift
from phonebank.domain.survey import Answer, Choice, Question, QuestionKind
from phonebank.domain.text_message import (
    ANSWERED,
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
    `messages_left` are recorded messages that answering machines got. `waiting` are the voters who
    wait and were promised nothing, `left` those with whom the shift is not done, both by spoken
    language tag."""

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
    waiting: dict[str, int]
    left: dict[str, int]


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
    calls, results = _calls(session, shift)
    queue, by_language = _queue(session, shift)
    texts, (replied, opted_out) = _texts(session, shift), _answered(session, shift)
    return Figures(
        **calls,
        conversations=results[ContactResult.REACHED] + replied,
        results=dict(results),
        answers=_answers(session, shift),
        texts_sent=texts[TextState.SENT] + texts[TextState.DELIVERED],
        texts_not_delivered=texts[TextState.UNDELIVERED] + texts[TextState.FAILED],
        replies=texts[TextState.RECEIVED],
        opt_outs=results[ContactResult.DO_NOT_CALL] + opted_out,
        replies_waiting=_waiting(session, shift),
        voters_waiting=queue[AssignmentState.WAITING] + queue[AssignmentState.PROMISED],
        voters_done=queue[AssignmentState.DONE],
        voters_barred=queue[AssignmentState.BARRED],
        waiting=_only(by_language, AssignmentState.WAITING),
        left=_only(by_language, *LEFT),
    )


def glance(session: Session, shift: Shift) -> Glance:
    """A shift in three figures, for a page that shows several shifts."""
    reached = select(func.count()).where(
        Call.shift_id == shift.id, Call.result == ContactResult.REACHED
    )
    waiting = select(func.count()).where(
        Assignment.shift_id == shift.id, Assignment.state == AssignmentState.WAITING
    )
    replied, _ = _answered(session, shift)
    return Glance(
        conversations=_count(session, reached) + replied,
        replies_waiting=_waiting(session, shift),
        voters_waiting=_count(session, waiting),
    )


def tallies(session: Session, shift: Shift) -> list[QuestionTally]:
    """The answers so far, question by question."""
    origin = func.coalesce(Question.origin_id, Question.id)
    given = (
        select(Answer.question_id, Answer.choice_id, func.count().label("times"))
        .where(Answer.shift_id == shift.id)
        .group_by(Answer.question_id, Answer.choice_id)
        .subquery()
    )
    counted = session.execute(
        select(origin, Choice.code, func.sum(given.c.times))
        .join(given, given.c.question_id == Question.id)
        .join(Choice, Choice.id == given.c.choice_id)
        .group_by(origin, Choice.code)
    )
    by_code = {(asked, code): int(count) for asked, code, count in counted}
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


def _calls(session: Session, shift: Shift) -> tuple[dict[str, int], "Counter[ContactResult]"]:
    """Figures of calls that the carrier was asked for, by their names; and how often there was each
    result. Calls are read once for both."""
    asked, machine = Call.carrier_sid.is_not(None), Call.answered_by == AnsweredBy.MACHINE
    person = Call.answered_by == AnsweredBy.HUMAN
    columns = {
        "calls": func.count().filter(asked),
        "answered": func.count().filter(Call.answered_at.is_not(None), asked),
        "abandoned": func.count().filter(Call.abandoned_at.is_not(None)),
        "misheard_people": func.count().filter(machine, Call.heard_as == AnsweredBy.HUMAN),
        "missed_machines": func.count().filter(person, Call.heard_as == AnsweredBy.MACHINE),
        "messages_left": func.count().filter(Call.message_at.is_not(None)),
    }
    counted = select(Call.result, func.count(), *columns.values())
    totals, results = dict.fromkeys(columns, 0), Counter[ContactResult]()
    for result, count, *found in session.execute(
        counted.where(Call.shift_id == shift.id).group_by(Call.result)
    ):
        if result is not None:
            results[result] = count
        for name, value in zip(columns, found, strict=True):
            totals[name] += value
    return totals, results


_ByLanguage = dict[tuple[AssignmentState, str], int]


def _queue(session: Session, shift: Shift) -> tuple["Counter[AssignmentState]", _ByLanguage]:
    """The shift's voters by state, and by state and language."""
    counted = (
        select(Assignment.state, Assignment.language, func.count())
        .where(Assignment.shift_id == shift.id)
        .group_by(Assignment.state, Assignment.language)
    )
    found = {(state, tag): count for state, tag, count in session.execute(counted)}
    states = Counter[AssignmentState]()
    for (state, _), count in found.items():
        states[state] += count
    return states, found


def _only(queue: _ByLanguage, *states: AssignmentState) -> dict[str, int]:
    """Language -> voters in one of the states."""
    voters = Counter[str]()
    for (state, language), count in queue.items():
        if state in states:
            voters[language] += count
    return dict(voters)


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
    counted = select(TextMessage.state, func.count())
    return _counts(session, counted, TextMessage.shift_id == shift.id)


def _answered(session: Session, shift: Shift) -> tuple[int, int]:
    """Conversations in which the voter replied, but for opt-outs; and those opted out of."""
    opted_out = Conversation.state == ConversationState.OPTED_OUT
    row = session.execute(
        select(func.count().filter(~opted_out), func.count().filter(opted_out)).where(
            Conversation.shift_id == shift.id, ANSWERED
        )
    ).one()
    return int(row[0]), int(row[1])


def _waiting(session: Session, shift: Shift) -> int:
    return _count(
        session,
        select(func.count()).where(
            Conversation.shift_id == shift.id,
            Conversation.unread > 0,
            Conversation.state != ConversationState.OPTED_OUT,
        ),
    )

"""What callers say and texters write, and what voters are asked.

A choice is one row whatever the language it is read in: an answer refers to the row, so that
answers in eight languages are counted together.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from phonebank.domain.base import Base, Owned, Texts, belongs_to, enum_column, owned
from phonebank.domain.call import ContactResult


class QuestionKind(StrEnum):
    """How a question is answered: by one choice, several, a whole number, words, or one step of
    a scale, whose steps are choices."""

    SINGLE = "single"
    SEVERAL = "several"
    NUMBER = "number"
    TEXT = "text"
    SCALE = "scale"


ONE_CHOICE = frozenset({QuestionKind.SINGLE, QuestionKind.SCALE})
WITH_CHOICES = ONE_CHOICE | {QuestionKind.SEVERAL}


class CallScript(Owned, Base):
    """The words of a campaign: what a caller says first, the first text, and the survey.

    Once a shift or a test has used it, its words stay, and whoever writes on makes the next
    `version` (decision record 016).
    """

    __tablename__ = "call_script"
    __table_args__ = owned(
        belongs_to("campaign", "campaign_id"),
        UniqueConstraint("campaign_id", "name", "version"),
    )

    campaign_id: Mapped[int]
    name: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
    opening: Mapped[Texts] = mapped_column(default=dict)
    first_text: Mapped[Texts] = mapped_column(default=dict)
    questions: Mapped[list["Question"]] = relationship(order_by="Question.position", viewonly=True)


class Question(Owned, Base):
    """One question of a call script's survey.

    `note` is for the caller's eyes. A question that is not `required` may be passed over. `lowest`
    and `highest` bound a number. Where no choice leads on, `next_question_id` comes after it, or
    nothing where it `ends_survey`, or else the next question by position. `origin_id` is the
    question of an earlier version that it is the same as, None for a new one.
    """

    __tablename__ = "question"
    __table_args__ = owned(
        belongs_to("call_script", "call_script_id", ondelete="CASCADE"),
        belongs_to("question", "next_question_id"),
        belongs_to("question", "origin_id"),
        UniqueConstraint("call_script_id", "position", deferrable=True, initially="DEFERRED"),
        CheckConstraint("NOT (ends_survey AND next_question_id IS NOT NULL)", name="one_way_on"),
        Index(None, "origin_id", postgresql_where=text("origin_id IS NOT NULL")),
    )

    call_script_id: Mapped[int]
    position: Mapped[int]
    kind: Mapped[QuestionKind] = mapped_column(
        enum_column(QuestionKind), default=QuestionKind.SINGLE
    )
    required: Mapped[bool] = mapped_column(default=True)
    text: Mapped[Texts]
    note: Mapped[Texts] = mapped_column(default=dict)
    lowest: Mapped[int | None]
    highest: Mapped[int | None]
    next_question_id: Mapped[int | None]
    ends_survey: Mapped[bool] = mapped_column(default=False)
    origin_id: Mapped[int | None]
    choices: Mapped[list["Choice"]] = relationship(
        primaryjoin="Question.id == foreign(Choice.question_id)",
        order_by="Choice.position",
        viewonly=True,
    )

    @property
    def origin(self) -> int:
        """The id by which it is known in every version."""
        return self.origin_id or self.id


class Choice(Owned, Base):
    """One answer a voter may give.

    `code` is its short name in exports, and its meaning: in another version of the script, the
    choice of the same question with the same code is the same. After it comes `next_question_id`,
    or nothing where it `ends_survey`, or else what follows its question. Where it `ends_with` a
    contact result, the call is over with that.
    """

    __tablename__ = "choice"
    __table_args__ = owned(
        belongs_to("question", "question_id", ondelete="CASCADE"),
        belongs_to("question", "next_question_id"),
        UniqueConstraint("question_id", "code"),
        UniqueConstraint("organisation_id", "question_id", "id"),
        CheckConstraint("NOT (ends_survey AND next_question_id IS NOT NULL)", name="one_way_on"),
    )

    question_id: Mapped[int]
    position: Mapped[int]
    code: Mapped[str]
    text: Mapped[Texts]
    next_question_id: Mapped[int | None]
    ends_survey: Mapped[bool] = mapped_column(default=False)
    ends_with: Mapped[ContactResult | None] = mapped_column(enum_column(ContactResult))


class AnswerDoor(StrEnum):
    """How an answer came in."""

    CALLER = "caller"
    TEXTER = "texter"
    KEYPAD = "keypad"
    REPLY = "reply"


class Answer(Owned, Base):
    """What one voter answered to one question on one shift: a choice, a number or words.

    A question that takes several choices has a row for each, told apart by `place`; every other
    has one row, whose `place` is 0, and a correction replaces what it says.
    """

    __tablename__ = "answer"
    __table_args__ = owned(
        belongs_to("shift", "shift_id"),
        belongs_to("voter", "voter_id"),
        belongs_to("question", "question_id"),
        belongs_to("caller", "caller_id"),
        belongs_to("call", "call_id"),
        belongs_to("text_message", "text_id"),
        ForeignKeyConstraint(
            ["organisation_id", "question_id", "choice_id"],
            ["choice.organisation_id", "choice.question_id", "choice.id"],
        ),
        UniqueConstraint("shift_id", "voter_id", "question_id", "place"),
        CheckConstraint("num_nonnulls(choice_id, number, words) = 1", name="one_answer"),
        Index(None, "question_id", "choice_id"),
    )

    shift_id: Mapped[int]
    voter_id: Mapped[int]
    question_id: Mapped[int]
    place: Mapped[int] = mapped_column(default=0)
    choice_id: Mapped[int | None]
    number: Mapped[int | None]
    words: Mapped[str | None]
    language: Mapped[str]
    door: Mapped[AnswerDoor] = mapped_column(enum_column(AnswerDoor))
    caller_id: Mapped[int | None]
    call_id: Mapped[int | None]
    text_id: Mapped[int | None]
    at: Mapped[datetime]


@dataclass(frozen=True)
class Given:
    """A voter's answer to one question, whatever its kind."""

    choice_ids: tuple[int, ...] = ()
    number: int | None = None
    words: str = ""


def next_question(
    questions: Sequence[Question], question: Question, choice: Choice | None
) -> Question | None:
    """The question that follows a choice, or None where the survey ends.

    `questions` are all questions of the call script, in order of position. Without a choice (the
    question was answered by other means, or passed over) the question's own way on is taken.
    """
    turn = choice if choice is not None and _leads_elsewhere(choice) else question
    if turn.ends_survey or (isinstance(turn, Choice) and turn.ends_with is not None):
        return None
    if turn.next_question_id is not None:
        return next(q for q in questions if q.id == turn.next_question_id)
    return next((q for q in questions if q.position > question.position), None)


def _leads_elsewhere(choice: Choice) -> bool:
    return bool(choice.ends_survey or choice.next_question_id or choice.ends_with)

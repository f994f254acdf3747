"""What callers say and texters write, and what voters are asked.

A choice is one row whatever the language it is read in: an answer refers to the row, so that
answers in eight languages are counted together.
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from phonebank.domain.base import Base, Owned, Texts, belongs_to, enum_column, owned


class CallScript(Owned, Base):
    """The words of a campaign: what a caller says first, the first text, and the survey."""

    __tablename__ = "call_script"
    __table_args__ = owned(
        belongs_to("campaign", "campaign_id"), UniqueConstraint("campaign_id", "name")
    )

    campaign_id: Mapped[int]
    name: Mapped[str]
    opening: Mapped[Texts] = mapped_column(default=dict)
    first_text: Mapped[Texts] = mapped_column(default=dict)
    questions: Mapped[list["Question"]] = relationship(order_by="Question.position", viewonly=True)


class Question(Owned, Base):
    """One question of a call script's survey, answered by one choice."""

    __tablename__ = "question"
    __table_args__ = owned(
        belongs_to("call_script", "call_script_id", ondelete="CASCADE"),
        UniqueConstraint("call_script_id", "position", deferrable=True, initially="DEFERRED"),
    )

    call_script_id: Mapped[int]
    position: Mapped[int]
    text: Mapped[Texts]
    choices: Mapped[list["Choice"]] = relationship(
        primaryjoin="Question.id == foreign(Choice.question_id)",
        order_by="Choice.position",
        viewonly=True,
    )


class Choice(Owned, Base):
    """One answer a voter may give.

    `code` is its short name in exports. After it comes `next_question_id`, or nothing where it
    `ends_survey`, or else the next question by position.
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


class AnswerDoor(StrEnum):
    """How an answer came in."""

    CALLER = "caller"
    TEXTER = "texter"
    KEYPAD = "keypad"
    REPLY = "reply"


class Answer(Owned, Base):
    """What one voter answered to one question on one shift; a correction replaces the choice."""

    __tablename__ = "answer"
    __table_args__ = owned(
        belongs_to("shift", "shift_id"),
        belongs_to("voter", "voter_id"),
        belongs_to("caller", "caller_id"),
        belongs_to("call", "call_id"),
        belongs_to("text_message", "text_id"),
        ForeignKeyConstraint(
            ["organisation_id", "question_id", "choice_id"],
            ["choice.organisation_id", "choice.question_id", "choice.id"],
        ),
        UniqueConstraint("shift_id", "voter_id", "question_id"),
        Index(None, "question_id", "choice_id"),
    )

    shift_id: Mapped[int]
    voter_id: Mapped[int]
    question_id: Mapped[int]
    choice_id: Mapped[int]
    language: Mapped[str]
    door: Mapped[AnswerDoor] = mapped_column(enum_column(AnswerDoor))
    caller_id: Mapped[int | None]
    call_id: Mapped[int | None]
    text_id: Mapped[int | None]
    at: Mapped[datetime]


def next_question(questions: list[Question], question: Question, choice: Choice) -> Question | None:
    """The question that follows a choice, or None where the survey ends.

    `questions` are all questions of the call script, in order of position.
    """
    if choice.ends_survey:
        return None
    if choice.next_question_id is not None:
        return next(q for q in questions if q.id == choice.next_question_id)
    return next((q for q in questions if q.position > question.position), None)

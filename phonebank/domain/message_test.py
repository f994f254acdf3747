"""A test of first texts or of call scripts: several versions, dealt at random, for good.

Versions are dealt like cards: each language has a deck that holds every version once, in a random
order, and is shuffled anew when it is empty. So inside a language no version is ever more than one
deck ahead of another, and who gets which is nobody's choice (decision record 018).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from phonebank.domain.base import Base, Owned, Texts, belongs_to, owned
from phonebank.domain.errors import BadInput
from phonebank.domain.spoken_words import SpokenWords

MOST_VERSIONS: Final = 4
MOST_PLANNED: Final = 1_000_000
Shuffled = Callable[[Sequence[int]], list[int]]
"""Puts ids into a random order."""


_RUNNING: Final = "started_at IS NOT NULL AND stopped_at IS NULL"


class MessageTest(Owned, Base):
    """A test of a campaign's first text, or of the call script `call_script_id`. It is started once
    and stopped once.

    `planned_voters` are to be written to, or to answer, with each version in each language before
    anything is decided. `decks` are the ids of the versions to be dealt next, by written language.
    """

    __tablename__ = "message_test"
    __table_args__ = owned(
        belongs_to("campaign", "campaign_id"),
        belongs_to("call_script", "call_script_id"),
        UniqueConstraint("campaign_id", "name"),
        CheckConstraint("stopped_at IS NULL OR started_at IS NOT NULL", name="started_first"),
        Index(
            "uq_message_test_running",
            "campaign_id",
            unique=True,
            postgresql_where=text(f"{_RUNNING} AND call_script_id IS NULL"),
        ),
        Index(
            "uq_message_test_running_script",
            "call_script_id",
            unique=True,
            postgresql_where=text(f"{_RUNNING} AND call_script_id IS NOT NULL"),
        ),
    )

    campaign_id: Mapped[int]
    call_script_id: Mapped[int | None]
    name: Mapped[str]
    planned_voters: Mapped[int]
    decks: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    stopped_at: Mapped[datetime | None]
    versions: Mapped[list["MessageVersion"]] = relationship(
        primaryjoin="MessageTest.id == foreign(MessageVersion.message_test_id)",
        order_by="MessageVersion.position",
        viewonly=True,
    )

    @property
    def running(self) -> bool:
        """Whether versions are being dealt."""
        return self.started_at is not None and self.stopped_at is None


class MessageVersion(Owned, Base):
    """One version, in the languages of the campaign: `text` is the first text, or the opening of a
    call. `questions` are the questions of a call script that it puts in other words: the id of
    each, as a string, to those. What is not written is said as the script has it.
    """

    __tablename__ = "message_version"
    __table_args__ = owned(
        belongs_to("message_test", "message_test_id", ondelete="CASCADE"),
        UniqueConstraint("message_test_id", "position"),
    )

    message_test_id: Mapped[int]
    position: Mapped[int]
    text: Mapped[Texts]
    questions: Mapped[dict[str, Any]] = mapped_column(default=dict)
    added_at: Mapped[datetime]

    @property
    def label(self) -> str:
        """A letter: A is the first."""
        return label_of(self.position)

    @property
    def spoken(self) -> SpokenWords:
        """What is said otherwise than the call script has it."""
        return SpokenWords(self.text, {int(each): words for each, words in self.questions.items()})


class MessageDraw(Owned, Base):
    """Which version whoever answers a number gets, whenever that is, in which language it was
    dealt. A number that two voters share has one."""

    __tablename__ = "message_draw"
    __table_args__ = owned(
        belongs_to("message_test", "message_test_id"),
        belongs_to("message_version", "message_version_id"),
        UniqueConstraint("message_test_id", "e164"),
        Index(None, "message_version_id", "language"),
    )

    message_test_id: Mapped[int]
    message_version_id: Mapped[int]
    e164: Mapped[str]
    language: Mapped[str]
    at: Mapped[datetime]


@dataclass(frozen=True)
class MessageTestDraft:
    """A test as somebody wrote it; each version is from a written language tag to its text."""

    name: str
    planned_voters: int | None
    versions: Sequence[Mapping[str, str]]


def label_of(position: int) -> str:
    """The letter of a version by its position, from 1."""
    return chr(ord("A") + position - 1)


def deal(deck: Sequence[int], versions: Sequence[int], shuffled: Shuffled) -> tuple[int, list[int]]:
    """The version on top, and the deck that is left. A new deck holds all of `versions` once; one
    that was added since the last shuffle comes with the next."""
    cards = list(deck) or shuffled(versions)
    return cards[0], cards[1:]


def languages_compared(
    versions: Sequence[Mapping[str, str]], languages: Sequence[str]
) -> list[str]:
    """The languages in which every version is written; in the others there is nothing to compare,
    and voters get the script's own first text."""
    return [tag for tag in languages if versions and all(_has(each, tag) for each in versions)]


def check_draft(draft: MessageTestDraft) -> None:
    """Raises BadInput that names the field at fault and the remedy."""
    check_plan(draft.name, draft.planned_voters, len(draft.versions))


def check_plan(name: str, planned_voters: int | None, versions: int) -> None:
    """What any test needs, whatever it tests. Raises BadInput as `check_draft` does."""
    if not name.strip():
        raise BadInput("please give the test a name", "name")
    if planned_voters is None or not 1 <= planned_voters <= MOST_PLANNED:
        raise BadInput("please say how many voters are to get each version", "planned_voters")
    if versions > MOST_VERSIONS:
        raise BadInput("a test has at most %(most)s versions", "versions", most=MOST_VERSIONS)


def check_complete(versions: Sequence[Mapping[str, str]], languages: Sequence[str]) -> list[str]:
    """The languages that are compared. Raises BadInput where fewer than two versions are, a
    language is written in some versions alone, or two versions say the same."""
    if len(versions) < 2:
        raise BadInput("a test needs at least two versions", "versions")
    tested = languages_compared(versions, languages)
    partly = [tag for tag in languages if tag not in tested and any(_has(v, tag) for v in versions)]
    if partly or not tested:
        raise BadInput(
            "write every version in each language that is compared, and none in the others",
            f"version-{partly[0]}" if partly else "versions",
        )
    for tag in tested:
        if len({each[tag].strip() for each in versions}) < len(versions):
            raise BadInput("two versions say the same", f"version-{tag}")
    return tested


def _has(version: Mapping[str, str], tag: str) -> bool:
    return bool(version.get(tag, "").strip())

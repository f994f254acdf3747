"""A text that a voter asks for on the phone: the polling place, the ballot's link, a sign-up."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from phonebank.domain.base import Base, Owned, Texts, belongs_to, owned
from phonebank.domain.errors import BadInput
from phonebank.domain.languages import LANGUAGES
from phonebank.domain.message_templates import (
    columns_named,
    names_sender_and_opt_out,
    parse_template,
)

MOST_FOLLOW_UPS: Final = 5
"""As many as the call page has keys for."""


class FollowUp(Owned, Base):
    """What may be texted after a call, by language. `question` are the words with which a caller
    asks whether they may; one that is `retired_at` is offered no more."""

    __tablename__ = "follow_up"
    __table_args__ = owned(
        belongs_to("campaign", "campaign_id"), UniqueConstraint("campaign_id", "title")
    )

    campaign_id: Mapped[int]
    title: Mapped[str]
    question: Mapped[Texts]
    text: Mapped[Texts]
    created_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]


class TextRequest(Owned, Base):
    """A voter's consent to one text: asked for on this call, noted by this caller, at this moment.
    Whatever is pressed again, a call has one text of a kind."""

    __tablename__ = "text_request"
    __table_args__ = owned(
        belongs_to("follow_up", "follow_up_id"),
        belongs_to("call", "call_id"),
        belongs_to("caller", "caller_id"),
        belongs_to("voter", "voter_id"),
        belongs_to("text_message", "text_id"),
        UniqueConstraint("call_id", "follow_up_id"),
    )

    follow_up_id: Mapped[int]
    call_id: Mapped[int]
    caller_id: Mapped[int]
    voter_id: Mapped[int]
    text_id: Mapped[int]
    e164: Mapped[str]
    language: Mapped[str]
    asked_at: Mapped[datetime]


def check_follow_up(
    title: str,
    question: Mapping[str, str],
    text: Mapping[str, str],
    languages: Sequence[str],
    sender_name: str,
) -> None:
    """Raises BadInput with the remedy. It may be the first text that a voter gets of us, so it
    says who writes and how to opt out; and it can be filled for everybody."""
    source = languages[0]
    if not title.strip():
        raise BadInput("please give the text a title", "title")
    if not question.get(source, "").strip() or not text.get(source, "").strip():
        raise BadInput("please write the question and the text in the campaign's first language",
                       "text")  # fmt: skip
    problems = [
        f"{LANGUAGES[tag].english_name}: {problem}"
        for tag in languages
        if text.get(tag, "").strip()
        for problem in _problems(text[tag], sender_name, tag)
    ]
    if problems:
        raise BadInput(" ".join(problems), "text")


def _problems(text: str, sender_name: str, tag: str) -> list[str]:
    columns = columns_named(text)
    found = names_sender_and_opt_out(text, sender_name, tag, columns)
    if found:
        return found
    return [
        f"{{{column}}} may be empty: write {{{column}|…}} with words to stand in."
        for column in sorted(parse_template(text, columns).without_fallback)
    ]

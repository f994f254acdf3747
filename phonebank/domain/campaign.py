"""What an effort is about, for whom and in which languages."""

from datetime import datetime, time
from typing import Any

from sqlalchemy import UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from phonebank.domain.base import Base, Owned, Texts, belongs_to, owned
from phonebank.domain.languages import UNKNOWN, spoken_of
from phonebank.domain.voicemail import VoicemailPolicy


class Campaign(Owned, Base):
    """An effort of one organisation.

    `languages` are written language tags; the first one is the source of the others.
    `opens` and `closes` narrow the hours of contact, never widen them. A voter is called at most
    `max_attempts` times in `attempts_days` days, on all of its shifts together, and not sooner
    than `rest_seconds` after the last time. `texts_per_second` and `segments_per_day` keep it
    below what the carrier allows; None is no limit of its own. `voicemail` tells what is done with
    answering machines: spoken language tag, or `und`, -> policy; a language without one is hung up.
    A voter who has waited for an answer for `answer_within_minutes` is offered to every texter who
    writes their language.
    """

    __tablename__ = "campaign"
    __table_args__ = owned(UniqueConstraint("organisation_id", "name"))

    name: Mapped[str]
    sender_name: Mapped[str]
    languages: Mapped[list[str]]
    opens: Mapped[time | None]
    closes: Mapped[time | None]
    max_attempts: Mapped[int] = mapped_column(default=3)
    attempts_days: Mapped[int] = mapped_column(default=14, server_default="14")
    rest_seconds: Mapped[int] = mapped_column(default=0, server_default="0")
    texts_per_second: Mapped[float | None]
    segments_per_day: Mapped[int | None]
    voicemail: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default=text("'{}'"))
    answer_within_minutes: Mapped[int] = mapped_column(default=15, server_default="15")
    created_at: Mapped[datetime]

    def voicemail_policy(self, language: str) -> VoicemailPolicy:
        """What is done with the answering machine of a voter of this spoken language."""
        return VoicemailPolicy(self.voicemail.get(language, VoicemailPolicy.HANG_UP))

    def speaks_to(self, language: str) -> str:
        """The spoken language in which a voter of this one is spoken to by a recording: the
        campaign's first one, where nobody knows theirs."""
        return language if language != UNKNOWN else spoken_of(self.languages[0])[0]


class PreparedReply(Owned, Base):
    """An answer that texters send often, in each language of the campaign."""

    __tablename__ = "prepared_reply"
    __table_args__ = owned(
        belongs_to("campaign", "campaign_id"), UniqueConstraint("campaign_id", "title")
    )

    campaign_id: Mapped[int]
    title: Mapped[str]
    text: Mapped[Texts]

"""Which translation was made from which source: what tells a stale one from a good one.

A pair of texts is known by their digests, wherever they stand: a text that is copied, moved or
carried into a new version of a script keeps its translators' word (decision record 016).
"""

import hashlib
import unicodedata
from datetime import datetime
from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from phonebank.domain.base import Base, Owned, belongs_to, owned


class ConfirmedTranslation(Owned, Base):
    """Somebody wrote this translation from this source, or said that it is right."""

    __tablename__ = "confirmed_translation"
    __table_args__ = owned(
        belongs_to("campaign", "campaign_id", ondelete="CASCADE"),
        UniqueConstraint("campaign_id", "language", "source_digest", "words_digest"),
    )

    campaign_id: Mapped[int]
    language: Mapped[str]
    source_digest: Mapped[str]
    words_digest: Mapped[str]
    actor: Mapped[str]
    at: Mapped[datetime]


class Standing(StrEnum):
    """How a translation stands to its source."""

    GOOD = "good"
    MISSING = "missing"
    STALE = "stale"
    NOT_NEEDED = "not needed"


def digest(text: str) -> str:
    """What a text is known by; how it is composed and spaced at its ends makes no difference."""
    return hashlib.sha256(unicodedata.normalize("NFC", text).strip().encode()).hexdigest()[:32]

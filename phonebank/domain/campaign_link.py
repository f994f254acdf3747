"""Addresses that a campaign has named, and the short links that stand for them in its texts.

A short link leads to an address that its campaign has named and nowhere else; it is one text's own,
so that a voter who opens it five times counts once.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from phonebank.domain.base import Base, Owned, belongs_to, owned
from phonebank.domain.errors import BadInput

ADDRESS_LENGTH: Final = 500
TOKEN_LENGTH: Final = 12
"""Characters of 64 kinds: 72 bits that nobody guesses."""


class CampaignLink(Owned, Base):
    """An address that a campaign leads voters to. `door` is where its short links begin; one that
    is `retired_at` is replaced no more, and those that were sent still lead there."""

    __tablename__ = "campaign_link"
    __table_args__ = owned(
        belongs_to("campaign", "campaign_id"), UniqueConstraint("campaign_id", "address")
    )

    campaign_id: Mapped[int]
    address: Mapped[str]
    door: Mapped[str]
    created_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]


class ShortLink(Owned, Base):
    """What stands in one text for an address, and whether a person has opened it."""

    __tablename__ = "short_link"
    __table_args__ = owned(
        belongs_to("campaign_link", "campaign_link_id"),
        belongs_to("text_message", "text_id"),
        UniqueConstraint("text_id", "campaign_link_id"),
    )

    campaign_link_id: Mapped[int]
    text_id: Mapped[int]
    token: Mapped[str] = mapped_column(unique=True)
    first_opened_at: Mapped[datetime | None]
    times_opened: Mapped[int] = mapped_column(default=0)


_ADDRESS: Final = re.compile(r"https?://[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+")
"""As in RFC 3986: letters of other scripts end it, as they do in a text without spaces."""
_ENDS_A_SENTENCE: Final = ".,;:!?')]"


def checked_address(typed: str, door: str) -> str:
    """An address as it may be named. Raises BadInput for what is none of the web, or is ours."""
    address = typed.strip()
    parts = urlsplit(address) if _ADDRESS.fullmatch(address) else None
    if parts is None or not parts.hostname or "@" in parts.netloc or len(address) > ADDRESS_LENGTH:
        raise BadInput(
            "please give a whole web address, such as https://example.org/vote", "address"
        )
    if address.startswith(door):
        raise BadInput("this is a short link already: give the address it leads to", "address")
    return address


def addresses_in(text: str, named: Mapping[str, object]) -> list[str]:
    """The named addresses that stand in a text, each once."""
    found = (_named_in(match[0], named) for match in _ADDRESS.finditer(text))
    return list(dict.fromkeys(each for each in found if each is not None))


def with_short_links(text: str, links: Mapping[str, str]) -> str:
    """The text with each named address replaced; an address that only begins like one stays."""

    def replaced(match: re.Match[str]) -> str:
        address = _named_in(match[0], links)
        return match[0] if address is None else links[address] + match[0][len(address) :]

    return _ADDRESS.sub(replaced, text)


def stand_in(door: str) -> str:
    """A short link as long as any, to measure a text with."""
    return door + "0" * TOKEN_LENGTH


def _named_in(written: str, named: Mapping[str, object]) -> str | None:
    """The named address that is written here, perhaps with a sentence's end behind it."""
    while written not in named:
        if not written or written[-1] not in _ENDS_A_SENTENCE:
            return None
        written = written[:-1]
    return written

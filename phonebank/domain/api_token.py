"""Keys with which other programs read what an organisation has."""

import hashlib
import secrets
from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlalchemy.orm import Mapped, mapped_column

from phonebank.domain.base import Base, Owned, enum_column, owned

_PREFIX: Final = "pb_"
"""Lets people, and programs that look for leaked secrets, see what a token is."""


class ApiScope(StrEnum):
    """What the holder of a token may do."""

    READ = "read"


class ApiToken(Owned, Base):
    """One token. It is kept as its SHA-256 alone: 32 random bytes need no slower hash, since nobody
    can try them all. `ending` are its last letters, by which people tell their tokens apart."""

    __tablename__ = "api_token"
    __table_args__ = owned()

    name: Mapped[str]
    digest: Mapped[str] = mapped_column(unique=True)
    ending: Mapped[str]
    scope: Mapped[ApiScope] = mapped_column(enum_column(ApiScope), default=ApiScope.READ)
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    """When it was last used, to the minute."""
    revoked_at: Mapped[datetime | None]


def new_secret() -> str:
    """A token that nobody has had before."""
    return _PREFIX + secrets.token_urlsafe(32)


def digest_of(secret: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(secret.encode()).hexdigest()

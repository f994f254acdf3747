"""Tokens of the HTTP API: made and revoked by coordinators, shown once, kept as hashes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from phonebank.domain.api_token import ApiToken, digest_of, new_secret
from phonebank.domain.errors import BadInput, NotFound
from phonebank.services.auditing import Author, audit_of

_LONGEST_NAME: Final = 100
_NOTED_EVERY: Final = timedelta(minutes=1)
"""A use is noted no more often, so that reading costs no write."""


@dataclass(frozen=True)
class MadeToken:
    """A new token; `secret` is told here and never again."""

    token: ApiToken
    secret: str


def make_token(session: Session, organisation_id: int, name: str, by: Author) -> MadeToken:
    """Make a token that may read. Raises BadInput where it has no name."""
    if not name.strip():
        raise BadInput("please say what the token is for", "name")
    secret = new_secret()
    token = ApiToken(
        organisation_id=organisation_id,
        name=name.strip()[:_LONGEST_NAME],
        digest=digest_of(secret),
        ending=secret[-4:],
        created_at=by.at,
    )
    session.add(token)
    session.flush()
    audit_of(session, organisation_id, by, "make API token", f"token {token.id}")
    return MadeToken(token, secret)


def revoke_token(session: Session, organisation_id: int, token_id: int, by: Author) -> ApiToken:
    """Make a token worthless from now on; twice is once. Raises NotFound for one of somebody
    else's."""
    token = session.get(ApiToken, token_id)
    if token is None or token.organisation_id != organisation_id:
        raise NotFound("there is no such token")
    if token.revoked_at is None:
        token.revoked_at = by.at
        audit_of(session, organisation_id, by, "revoke API token", f"token {token.id}")
    return token


def tokens_of(session: Session, organisation_id: int) -> list[ApiToken]:
    """Those that are good first, the newest of them first."""
    statement = (
        select(ApiToken)
        .where(ApiToken.organisation_id == organisation_id)
        .order_by(ApiToken.revoked_at.is_not(None), ApiToken.id.desc())
    )
    return list(session.scalars(statement))


def token_presented(session: Session, secret: str, at: datetime) -> ApiToken | None:
    """The token that somebody presents, if it is good; its use is noted."""
    good = (ApiToken.digest == digest_of(secret), ApiToken.revoked_at.is_(None))
    token = session.scalar(select(ApiToken).where(*good))
    if token is None:
        return None
    stale = or_(ApiToken.used_at.is_(None), ApiToken.used_at < at - _NOTED_EVERY)
    session.execute(update(ApiToken).where(ApiToken.id == token.id, stale).values(used_at=at))
    return token

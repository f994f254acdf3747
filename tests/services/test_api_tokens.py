"""Tokens of the HTTP API: shown once, kept as hashes, worthless when revoked."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from phonebank.domain.errors import BadInput, NotFound
from phonebank.domain.suppression import AuditEvent
from phonebank.services.api_tokens import make_token, revoke_token, token_presented, tokens_of
from phonebank.services.auditing import Author
from tests.support.world import NOON, World, make_world

BY = Author("member 1", NOON)


@pytest.fixture
def world(session: Session) -> World:
    return make_world(session)


def test_a_token_is_good_until_it_is_revoked(session: Session, world: World) -> None:
    made = make_token(session, world.organisation.id, " Spreadsheet ", BY)
    assert token_presented(session, made.secret, NOON) is made.token
    revoke_token(session, world.organisation.id, made.token.id, BY)
    revoke_token(session, world.organisation.id, made.token.id, BY)
    assert token_presented(session, made.secret, NOON) is None
    noted = [each.action for each in session.query(AuditEvent).order_by(AuditEvent.id)]
    assert noted[-2:] == ["make API token", "revoke API token"]


def test_no_column_holds_the_token_itself(session: Session, world: World) -> None:
    made = make_token(session, world.organisation.id, "Spreadsheet", BY)
    kept = session.execute(text("SELECT t::text FROM api_token t")).scalar_one()
    assert made.secret not in kept and made.secret.startswith("pb_")


def test_a_use_is_noted_to_the_minute(session: Session, world: World) -> None:
    made = make_token(session, world.organisation.id, "Spreadsheet", BY)
    for seconds in (0, 30, 90):
        token_presented(session, made.secret, NOON + timedelta(seconds=seconds))
    session.refresh(made.token)
    assert made.token.used_at == NOON + timedelta(seconds=90)


def test_a_token_of_another_organisation_is_not_to_be_revoked(
    session: Session, world: World
) -> None:
    other = make_world(session, slug="other", our_number="+16515550199")
    made = make_token(session, world.organisation.id, "Spreadsheet", BY)
    with pytest.raises(NotFound):
        revoke_token(session, other.organisation.id, made.token.id, BY)
    assert tokens_of(session, other.organisation.id) == []


def test_a_token_has_a_name(session: Session, world: World) -> None:
    with pytest.raises(BadInput, match="what the token is for"):
        make_token(session, world.organisation.id, "  ", BY)

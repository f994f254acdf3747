"""Dealing a version to a voter, of the first text or of a call script: at random, inside their
language, for good."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, select
from sqlalchemy.orm import Session

from phonebank.domain.message_test import (
    MessageDraw,
    MessageTest,
    MessageVersion,
    deal,
    languages_compared,
)
from phonebank.domain.spoken_words import languages_spoken


def running_test(session: Session, campaign_id: int) -> MessageTest | None:
    """The test of the campaign's first text whose versions are being dealt, if there is one."""
    return session.scalar(_running(_of_first_text(campaign_id)))


def running_script_test(session: Session, call_script_id: int) -> MessageTest | None:
    """The test of a call script whose versions are being dealt, if there is one."""
    return session.scalar(_running(MessageTest.call_script_id == call_script_id))


def draw_version(
    session: Session, campaign_id: int, e164: str, language: str, at: datetime
) -> MessageVersion | None:
    """The version of the first text for a number: the one it was dealt before, or the next of its
    language's deck.

    None where no test runs, or the language is not compared. The test's row is held until the
    transaction ends, so that decks are dealt by one at a time.
    """
    return _draw(session, _of_first_text(campaign_id), e164, language, at)


def draw_spoken(
    session: Session, test_id: int, e164: str, language: str, at: datetime
) -> MessageVersion | None:
    """The version of a call script for a number, as `draw_version` gives one of the first text."""
    return _draw(session, MessageTest.id == test_id, e164, language, at)


def _draw(
    session: Session, of: ColumnElement[bool], e164: str, language: str, at: datetime
) -> MessageVersion | None:
    # Most campaigns test nothing, and whoever opens a conversation of theirs waits for nobody.
    if session.scalar(_running(of)) is None:
        return None
    locked = _running(of).with_for_update(key_share=True)
    test = session.scalar(locked.execution_options(populate_existing=True))
    if test is None:
        return None
    versions = versions_of(session, test)
    if not compared(test, versions, [language]):
        return None
    kept = select(MessageDraw.message_version_id).where(
        MessageDraw.message_test_id == test.id, MessageDraw.e164 == e164
    )
    chosen = session.scalar(kept) or _deal(session, test, versions, e164, language, at)
    return next(each for each in versions if each.id == chosen)


def versions_of(session: Session, test: MessageTest) -> list[MessageVersion]:
    """A test's versions in order."""
    owned = select(MessageVersion).where(MessageVersion.message_test_id == test.id)
    return list(session.scalars(owned.order_by(MessageVersion.position)))


def compared(
    test: MessageTest, versions: Sequence[MessageVersion], languages: Sequence[str]
) -> list[str]:
    """Those of the languages in which a test compares its versions."""
    if test.call_script_id is None:
        return languages_compared([each.text for each in versions], languages)
    return languages_spoken([each.spoken for each in versions], languages)


def _of_first_text(campaign_id: int) -> ColumnElement[bool]:
    return and_(MessageTest.campaign_id == campaign_id, MessageTest.call_script_id.is_(None))


def _running(of: ColumnElement[bool]) -> Select[MessageTest]:
    return select(MessageTest).where(
        of,
        MessageTest.started_at.is_not(None),
        MessageTest.stopped_at.is_(None),
    )


def _deal(
    session: Session,
    test: MessageTest,
    versions: Sequence[MessageVersion],
    e164: str,
    language: str,
    at: datetime,
) -> int:
    ids = [each.id for each in versions]
    chosen, left = deal(test.decks.get(language, []), ids, _shuffled)
    test.decks = {**test.decks, language: left}
    session.add(
        MessageDraw(
            organisation_id=test.organisation_id,
            message_test_id=test.id,
            message_version_id=chosen,
            e164=e164,
            language=language,
            at=at,
        )
    )
    session.flush()
    return chosen


def _shuffled(ids: Sequence[int]) -> list[int]:
    return secrets.SystemRandom().sample(list(ids), len(ids))

"""The texts of a campaign that stand in no script: what callers text, and versions that are yet to
be tested. Translated beside the others, and put back in their places."""

from collections.abc import Iterator, Mapping
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from phonebank.domain.campaign import Campaign
from phonebank.domain.message_test import MessageTest, MessageVersion
from phonebank.services.auditing import Author
from phonebank.services.confirming import confirm_written
from phonebank.services.following_up import follow_ups_of

FOLLOW_UP_QUESTION: Final = "follow-up question"
FOLLOW_UP_TEXT: Final = "follow-up text"
VERSION: Final = "version"
SPOKEN: Final = "spoken version"
MAY_BE_FIRST: Final = frozenset({FOLLOW_UP_TEXT, VERSION})
"""Texts that say who writes and how to opt out, in every language."""

Texts = Mapping[str, str]


def other_texts(session: Session, campaign: Campaign) -> Iterator[tuple[str, str, str, Texts]]:
    """Each by its key, whose it is, what it is, and its words by written language."""
    for each in follow_ups_of(session, campaign.id):
        name = f"follow-up-{each.id}"
        yield f"{name}/question", each.title, FOLLOW_UP_QUESTION, each.question
        yield f"{name}/text", each.title, FOLLOW_UP_TEXT, each.text
    for test, version in _versions_to_come(session, campaign):
        owner, name = f"{test.name}: {version.label}", f"version-{version.id}"
        if test.call_script_id is None:
            yield f"{name}/text", owner, VERSION, version.text
        else:
            for place, words in version.spoken.texts():
                yield f"{name}/{place}", owner, SPOKEN, words


def write_other_texts(
    session: Session, campaign: Campaign, tag: str, wanted: Mapping[str, str], author: Author
) -> None:
    """Put words of one language in their places, by the keys of `other_texts`."""
    for each in follow_ups_of(session, campaign.id):
        name = f"follow-up-{each.id}"
        question = _with(each.question, tag, wanted.get(f"{name}/question"))
        text = _with(each.text, tag, wanted.get(f"{name}/text"))
        before, each.question, each.text = [each.question, each.text], question, text
        confirm_written(session, campaign, before, [question, text], author)
    for test, version in _versions_to_come(session, campaign):
        name = f"version-{version.id}"
        if test.call_script_id is not None:
            _write_spoken(session, campaign, tag, version, wanted, author)
            continue
        text = _with(version.text, tag, wanted.get(f"{name}/text"))
        before, version.text = [version.text], text
        confirm_written(session, campaign, before, [text], author)


def _write_spoken(
    session: Session,
    campaign: Campaign,
    tag: str,
    version: MessageVersion,
    wanted: Mapping[str, str],
    author: Author,
) -> None:
    name, before = f"version-{version.id}", [words for _, words in version.spoken.texts()]
    version.text = _with(version.text, tag, wanted.get(f"{name}/opening"))
    version.questions = {
        asked: _with(words, tag, wanted.get(f"{name}/question-{asked}"))
        for asked, words in version.questions.items()
    }
    after = [words for _, words in version.spoken.texts()]
    confirm_written(session, campaign, before, after, author)


def _with(texts: Texts, tag: str, words: str | None) -> dict[str, str]:
    return {**texts, tag: words} if words else dict(texts)


def _versions_to_come(
    session: Session, campaign: Campaign
) -> list[tuple[MessageTest, MessageVersion]]:
    """Of tests that have not been started: after that their words stay."""
    statement = (
        select(MessageTest, MessageVersion)
        .join(MessageVersion, MessageVersion.message_test_id == MessageTest.id)
        .where(MessageTest.campaign_id == campaign.id, MessageTest.started_at.is_(None))
        .order_by(MessageTest.id, MessageVersion.position)
    )
    return [(test, version) for test, version in session.execute(statement)]

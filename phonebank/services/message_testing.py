"""Writing a test of first texts, starting it once and stopping it once.

A test of a call script is written in `script_testing.py`, and started and stopped here."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from phonebank.domain.campaign import Campaign
from phonebank.domain.contact_rules import Channel
from phonebank.domain.errors import BadInput, NotFound, NotNow
from phonebank.domain.languages import LANGUAGES
from phonebank.domain.message_templates import columns_named, names_sender_and_opt_out
from phonebank.domain.message_test import (
    MOST_VERSIONS,
    MessageTest,
    MessageTestDraft,
    MessageVersion,
    check_complete,
    check_draft,
    languages_compared,
)
from phonebank.domain.shift import Shift, ShiftState
from phonebank.domain.text_message import Conversation, ConversationState
from phonebank.domain.translation import Standing
from phonebank.services.announcing import announce_shift_to_all
from phonebank.services.auditing import Author, audit_of
from phonebank.services.confirming import Texts, confirm_written, confirmed, standing
from phonebank.services.drawing_versions import running_script_test, running_test, versions_of
from phonebank.services.readiness import first_text_blockers
from phonebank.services.spoken_versions import check_spoken_words
from phonebank.services.writing import campaign_of


def message_tests_of(session: Session, organisation_id: int, campaign_id: int) -> list[MessageTest]:
    """The tests of a campaign, the newest first. Raises NotFound for another organisation's."""
    campaign = campaign_of(session, organisation_id, campaign_id)
    owned = select(MessageTest).where(MessageTest.campaign_id == campaign.id)
    return list(session.scalars(owned.order_by(MessageTest.id.desc())))


def message_test_of(
    session: Session, organisation_id: int, test_id: int, *, lock: bool = False
) -> MessageTest:
    """A test of the organisation. Raises NotFound also where it is another's."""
    found = session.get(
        MessageTest,
        test_id,
        with_for_update={"key_share": True} if lock else None,
        populate_existing=lock,
    )
    if found is None or found.organisation_id != organisation_id:
        raise NotFound("there is no such test")
    return found


def create_test(
    session: Session,
    organisation_id: int,
    campaign_id: int,
    draft: MessageTestDraft,
    author: Author,
) -> MessageTest:
    """Write a test that is yet to be started. Raises BadInput for one that cannot be kept."""
    campaign = campaign_of(session, organisation_id, campaign_id)
    check_draft(draft)
    check_name(session, campaign.id, draft.name, None)
    test = MessageTest(
        organisation_id=organisation_id,
        campaign_id=campaign.id,
        name=draft.name.strip(),
        planned_voters=draft.planned_voters,
        created_at=author.at,
    )
    session.add(test)
    session.flush()
    _write(session, test, campaign, draft, [], author)
    audit_of(session, organisation_id, author, "create", f"message test {test.id}")
    return test


def rewrite_test(
    session: Session, organisation_id: int, test_id: int, draft: MessageTestDraft, author: Author
) -> MessageTest:
    """Write a test anew. Raises NotNow once it has been started: words that went out stay."""
    test = test_to_write(session, organisation_id, test_id)
    check_draft(draft)
    check_name(session, test.campaign_id, draft.name, test.id)
    before = [each.text for each in versions_of(session, test)]
    session.execute(delete(MessageVersion).where(MessageVersion.message_test_id == test.id))
    test.name, test.planned_voters = draft.name.strip(), draft.planned_voters or 0
    _write(session, test, session.get_one(Campaign, test.campaign_id), draft, before, author)
    audit_of(session, organisation_id, author, "rewrite", f"message test {test.id}")
    return test


def test_to_write(session: Session, organisation_id: int, test_id: int) -> MessageTest:
    """A test that is yet to be started, locked. Raises NotNow once it has been."""
    test = message_test_of(session, organisation_id, test_id, lock=True)
    if test.started_at is not None:
        raise NotNow("this test has been started: its words stay as they are")
    return test


def start_test(session: Session, organisation_id: int, test_id: int, author: Author) -> MessageTest:
    """Deal the versions from now on; started twice, it is started once.

    Raises BadInput where a version may not go out, NotNow where the test has been stopped or
    another one of the campaign's first text, or of the same call script, is running.
    """
    test = message_test_of(session, organisation_id, test_id, lock=True)
    if test.stopped_at is not None:
        raise NotNow("this test has been stopped: write a new one")
    if test.started_at is not None:
        return test
    session.get_one(Campaign, test.campaign_id, with_for_update=True)
    if test.call_script_id is None:
        if running_test(session, test.campaign_id) is not None:
            raise NotNow("another test of this campaign is running: stop it first")
        _check_words(session, test, versions_of(session, test))
    else:
        if running_script_test(session, test.call_script_id) is not None:
            raise NotNow("another test of this script is running: stop it first")
        check_spoken_words(session, test)
    test.started_at = author.at
    session.flush()
    audit_of(session, organisation_id, author, "start", f"message test {test.id}")
    return test


def add_version(
    session: Session, organisation_id: int, test_id: int, text: Texts, author: Author
) -> MessageVersion:
    """One more version for a test that runs; voters who were dealt one keep it.

    Raises BadInput where it is not written in the languages that are compared or may not go out,
    NotNow where the test does not run.
    """
    test = message_test_of(session, organisation_id, test_id, lock=True)
    if not test.running:
        raise NotNow("this test is not running")
    if test.call_script_id is not None:
        raise NotNow("a test of a call script keeps the versions that it was started with")
    before = versions_of(session, test)
    if len(before) >= MOST_VERSIONS:
        raise BadInput("a test has at most %(most)s versions", "versions", most=MOST_VERSIONS)
    campaign = session.get_one(Campaign, test.campaign_id)
    version = _version(test, before[-1].position + 1, text, author.at)
    session.add(version)
    session.flush()
    tested = languages_compared([each.text for each in before], campaign.languages)
    confirm_written(session, campaign, [], [version.text], author)
    if _check_words(session, test, [*before, version]) != tested:
        told = "write every version in each language that is compared, and none in the others"
        raise BadInput(told, "versions")
    audit_of(session, organisation_id, author, "add version", f"message test {test.id}")
    return version


def stop_test(session: Session, organisation_id: int, test_id: int, author: Author) -> MessageTest:
    """Deal no more: whoever has not been written to gets the script's own first text, and whoever
    is called from now on hears the script as it is. A call keeps the version that it has.

    Raises NotNow where the test was never started.
    """
    test = message_test_of(session, organisation_id, test_id, lock=True)
    if test.started_at is None:
        raise NotNow("this test has not been started")
    if test.stopped_at is None:
        test.stopped_at = author.at
        _give_up_unsent(session, test)
        audit_of(session, organisation_id, author, "stop", f"message test {test.id}")
    return test


def _give_up_unsent(session: Session, test: MessageTest) -> None:
    mine = select(MessageVersion.id).where(MessageVersion.message_test_id == test.id)
    given_up = session.execute(
        update(Conversation)
        .where(
            Conversation.message_version_id.in_(mine),
            Conversation.state == ConversationState.UNSENT,
        )
        .values(message_version_id=None)
        .returning(Conversation.shift_id)
    )
    for shift_id in sorted({shift_id for (shift_id,) in given_up}):
        announce_shift_to_all(session, shift_id)


def check_name(session: Session, campaign_id: int, name: str, besides: int | None) -> None:
    """Raises BadInput where another test of the campaign has the name already."""
    taken = select(MessageTest.id).where(
        MessageTest.campaign_id == campaign_id,
        MessageTest.name == name.strip(),
        MessageTest.id.is_distinct_from(besides),
    )
    if session.scalar(taken) is not None:
        raise BadInput("there is a test of that name already: choose another", "name")


def _write(
    session: Session,
    test: MessageTest,
    campaign: Campaign,
    draft: MessageTestDraft,
    before: Sequence[Texts],
    author: Author,
) -> None:
    versions = [
        _version(test, position, text, author.at) for position, text in enumerate(draft.versions, 1)
    ]
    session.add_all(versions)
    session.flush()
    confirm_written(session, campaign, before, [each.text for each in versions], author)


def _version(test: MessageTest, position: int, text: Texts, at: datetime) -> MessageVersion:
    return MessageVersion(
        organisation_id=test.organisation_id,
        message_test_id=test.id,
        position=position,
        text={tag: words.strip() for tag, words in text.items() if words.strip()},
        added_at=at,
    )


def _check_words(session: Session, test: MessageTest, versions: list[MessageVersion]) -> list[str]:
    """The languages that are compared. Raises BadInput with all that keeps a version back."""
    campaign = session.get_one(Campaign, test.campaign_id)
    tested = check_complete([each.text for each in versions], campaign.languages)
    problems = [
        f"Version {each.label} in {LANGUAGES[tag].english_name}: {problem}"
        for each in versions
        for tag in tested
        for problem in names_sender_and_opt_out(
            each.text[tag], campaign.sender_name, tag, columns_named(each.text[tag])
        )
    ]
    problems += _stale(session, campaign, versions, tested)
    if not problems:
        problems = [
            str(blocker)
            for shift in _shifts_to_come(session, campaign)
            for each in versions
            for blocker in first_text_blockers(session, shift, campaign, each.label, each.text)
        ]
    if problems:
        raise BadInput(" ".join(dict.fromkeys(problems)), "versions")
    return tested


def _stale(
    session: Session, campaign: Campaign, versions: list[MessageVersion], tested: list[str]
) -> list[str]:
    known, source = confirmed(session, campaign), campaign.languages[0]
    return [
        f"Version {each.label} in {LANGUAGES[tag].english_name} is older than its source: "
        "translate it anew, or say that it is still right."
        for each in versions
        for tag in tested
        if standing(each.text, tag, source, known) is Standing.STALE
    ]


def _shifts_to_come(session: Session, campaign: Campaign) -> list[Shift]:
    texting = select(Shift).where(
        Shift.campaign_id == campaign.id,
        Shift.channel == Channel.TEXT,
        Shift.state != ShiftState.ENDED,
    )
    return list(session.scalars(texting.order_by(Shift.id)))

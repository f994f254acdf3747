"""Writing a test of a call script: version A is the script as it is, the others put its opening or
questions in other words. It is started and stopped as a test of first texts is."""

from collections.abc import Sequence

from sqlalchemy import delete
from sqlalchemy.orm import Session

from phonebank.domain.campaign import Campaign
from phonebank.domain.errors import BadInput
from phonebank.domain.message_test import MessageTest, MessageVersion, check_plan
from phonebank.domain.shift import Shift
from phonebank.domain.spoken_words import ScriptTestDraft, SpokenWords
from phonebank.domain.survey import CallScript
from phonebank.services.auditing import Author, audit_of
from phonebank.services.confirming import Texts, confirm_written
from phonebank.services.dealing_scripts import take_test
from phonebank.services.drawing_versions import versions_of
from phonebank.services.message_testing import check_name, test_to_write
from phonebank.services.planning import shift_of
from phonebank.services.spoken_versions import words_of_script
from phonebank.services.writing import script_of


def create_script_test(
    session: Session, organisation_id: int, script_id: int, draft: ScriptTestDraft, author: Author
) -> MessageTest:
    """Write a test of a call script that is yet to be started. Raises BadInput for one that cannot
    be kept, such as one whose versions ask what the script does not, NotFound."""
    script = script_of(session, organisation_id, script_id)
    _check(session, script, draft, None)
    test = MessageTest(
        organisation_id=organisation_id,
        campaign_id=script.campaign_id,
        call_script_id=script.id,
        name=draft.name.strip(),
        planned_voters=draft.planned_voters,
        created_at=author.at,
    )
    session.add(test)
    session.flush()
    _write(session, test, draft, [], author)
    audit_of(session, organisation_id, author, "create", f"message test {test.id}")
    return test


def rewrite_script_test(
    session: Session, organisation_id: int, test_id: int, draft: ScriptTestDraft, author: Author
) -> MessageTest:
    """Write a test of a call script anew. Raises NotNow once it has been started."""
    test = test_to_write(session, organisation_id, test_id)
    _check(session, session.get_one(CallScript, test.call_script_id), draft, test)
    before = [words for each in versions_of(session, test) for _, words in each.spoken.texts()]
    session.execute(delete(MessageVersion).where(MessageVersion.message_test_id == test.id))
    test.name, test.planned_voters = draft.name.strip(), draft.planned_voters or 0
    _write(session, test, draft, before, author)
    audit_of(session, organisation_id, author, "rewrite", f"message test {test.id}")
    return test


def take_test_on_shift(
    session: Session, organisation_id: int, shift_id: int, test_id: int, author: Author
) -> Shift:
    """Let a shift under way deal a test, as `take_test`. Raises NotFound for another's shift."""
    shift = shift_of(session, organisation_id, shift_id, lock=True)
    take_test(session, shift, test_id, author)
    return shift


def _check(
    session: Session, script: CallScript, draft: ScriptTestDraft, test: MessageTest | None
) -> None:
    check_plan(draft.name, draft.planned_voters, len(draft.versions) + 1)
    check_name(session, script.campaign_id, draft.name, None if test is None else test.id)
    asked = set(words_of_script(session, script).questions)
    if any(set(each.questions) - asked for each in draft.versions):
        raise BadInput("this script has other questions by now: load the page anew", "versions")


def _write(
    session: Session,
    test: MessageTest,
    draft: ScriptTestDraft,
    before: Sequence[Texts],
    author: Author,
) -> None:
    versions = [
        _version(test, position, words, author)
        for position, words in enumerate([SpokenWords(), *draft.versions], 1)
    ]
    session.add_all(versions)
    session.flush()
    after = [words for each in versions for _, words in each.spoken.texts()]
    campaign = session.get_one(Campaign, test.campaign_id)
    confirm_written(session, campaign, before, after, author)


def _version(
    test: MessageTest, position: int, words: SpokenWords, author: Author
) -> MessageVersion:
    worded = {str(asked): _stripped(texts) for asked, texts in words.questions.items()}
    return MessageVersion(
        organisation_id=test.organisation_id,
        message_test_id=test.id,
        position=position,
        text=_stripped(words.opening),
        questions={asked: texts for asked, texts in worded.items() if texts},
        added_at=author.at,
    )


def _stripped(texts: Texts) -> dict[str, str]:
    return {tag: words.strip() for tag, words in texts.items() if words.strip()}

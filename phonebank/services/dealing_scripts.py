"""Which version of its script a call is read in: dealt to the number, and kept with the call.

It is dealt when the caller gets the call, since they see the words before the voter hears any. A
shift deals the test that ran when it was launched; one that runs already takes a test by a visible
choice, and is out of it with the next version of its script.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from phonebank.domain.call import Call
from phonebank.domain.campaign import Campaign
from phonebank.domain.contact_rules import Channel
from phonebank.domain.errors import NotNow
from phonebank.domain.languages import UNKNOWN, written_of
from phonebank.domain.message_test import MessageTest, MessageVersion
from phonebank.domain.shift import Shift, ShiftState
from phonebank.domain.spoken_words import SpokenWords
from phonebank.domain.survey import CallScript
from phonebank.domain.voter import Voter
from phonebank.services.announcing import announce_shift_to_all
from phonebank.services.auditing import Author, audit_of
from phonebank.services.drawing_versions import draw_spoken, running_script_test


def deal_to_call(session: Session, call: Call, at: datetime) -> None:
    """Let a call be read in the version of its number; in none where its shift deals none, or the
    voter's language is not compared.

    The test's row is held until the transaction ends: nothing else is locked after it.
    """
    shift = session.get_one(Shift, call.shift_id)
    if shift.script_test_id is None or call.message_version_id is not None:
        return
    written = _written(session, shift, session.get_one(Voter, call.voter_id))
    version = draw_spoken(session, shift.script_test_id, call.to_number, written, at)
    call.message_version_id = None if version is None else version.id


def words_of_call(session: Session, call: Call, script: CallScript) -> SpokenWords:
    """What a call says otherwise than its script, in the version that its number was dealt."""
    if call.message_version_id is None:
        return SpokenWords()
    version = session.get_one(MessageVersion, call.message_version_id)
    test = session.get_one(MessageTest, version.message_test_id)
    return version.spoken if test.call_script_id == script.id else SpokenWords()


def begin_with_test(session: Session, shift: Shift) -> None:
    """A shift that begins, or goes on with another version of its script, deals what is tested
    then: nothing, where that was not asked for while it ran."""
    running = running_script_test(session, shift.call_script_id)
    calls = shift.channel is Channel.CALL and shift.launched_at is None
    shift.script_test_id = running.id if calls and running is not None else None


def untaken_test(session: Session, shift: Shift) -> MessageTest | None:
    """The test of its script that a shift under way could deal and does not, if there is one."""
    if shift.channel is not Channel.CALL or shift.state is ShiftState.ENDED:
        return None
    running = running_script_test(session, shift.call_script_id)
    there = running is not None and running.id != shift.script_test_id
    return running if there and shift.launched_at is not None else None


def take_test(session: Session, shift: Shift, test_id: int, author: Author) -> None:
    """Let a shift under way deal the versions of a test to the voters whom it calls from now on;
    chosen twice, it is taken once. Raises NotNow where the test is not one to take."""
    if shift.script_test_id == test_id:
        return
    test = untaken_test(session, shift)
    if test is None or test.id != test_id:
        raise NotNow("this test is not running for the script of this shift")
    shift.script_test_id = test.id
    audit_of(session, shift.organisation_id, author, "take test", f"shift {shift.id}")
    announce_shift_to_all(session, shift.id)


def _written(session: Session, shift: Shift, voter: Voter) -> str:
    if voter.language == UNKNOWN:
        return str(session.get_one(Campaign, shift.campaign_id).languages[0])
    return written_of(voter.language)

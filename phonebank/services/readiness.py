"""What is still missing before a shift may be launched, in sentences."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from phonebank.domain.campaign import Campaign
from phonebank.domain.contact_rules import Channel
from phonebank.domain.languages import LANGUAGES, UNKNOWN, written_of
from phonebank.domain.message_templates import names_sender_and_opt_out
from phonebank.domain.organisation import OwnedNumber
from phonebank.domain.shift import Shift
from phonebank.domain.survey import CallScript, Question
from phonebank.domain.voter_list import VoterListEntry
from phonebank.services.surveying import survey_of


def blockers(session: Session, shift: Shift) -> list[str]:
    """Each thing that has to be mended before the launch; none where the shift is ready."""
    campaign = session.get_one(Campaign, shift.campaign_id)
    script = session.get_one(CallScript, shift.call_script_id)
    languages = written_languages_of(shift, campaign)
    return [
        *_no_number(session, shift),
        *_no_voters(session, shift),
        *_untranslated(shift, script, survey_of(session, script.id), languages),
        *_first_text(shift, campaign, script, languages),
    ]


def written_languages_of(shift: Shift, campaign: Campaign) -> list[str]:
    """The languages that the shift's words must be written in."""
    tags = [
        campaign.languages[0] if spoken == UNKNOWN else written_of(spoken)
        for spoken in shift.languages
    ]
    return list(dict.fromkeys(tags))


def _no_number(session: Session, shift: Shift) -> list[str]:
    owned = select(OwnedNumber.id).where(OwnedNumber.organisation_id == shift.organisation_id)
    if session.scalar(owned.limit(1)) is None:
        return ["Your organisation has no phone number to contact voters from: add one first."]
    return []


def _no_voters(session: Session, shift: Shift) -> list[str]:
    entry = select(VoterListEntry.voter_id).where(
        VoterListEntry.voter_list_id == shift.voter_list_id
    )
    if session.scalar(entry.limit(1)) is None:
        return ["The voter list is empty: import voters into it first."]
    return []


def _untranslated(
    shift: Shift, script: CallScript, questions: list[Question], languages: list[str]
) -> list[str]:
    texts = {
        "The first text" if shift.channel is Channel.TEXT else "The opening": (
            script.first_text if shift.channel is Channel.TEXT else script.opening
        )
    }
    for number, question in enumerate(questions, 1):
        texts[f"Question {number}"] = question.text
        for choice in question.choices:
            texts[f"Answer “{choice.code}” of question {number}"] = choice.text
    return [
        f"{what} is missing in {LANGUAGES[tag].english_name}: add it, or leave the language out."
        for what, text in texts.items()
        for tag in languages
        if not text.get(tag, "").strip()
    ]


def _first_text(
    shift: Shift, campaign: Campaign, script: CallScript, languages: list[str]
) -> list[str]:
    if shift.channel is not Channel.TEXT:
        return []
    return [
        f"The first text in {LANGUAGES[tag].english_name}: {problem}"
        for tag in languages
        if script.first_text.get(tag, "").strip()
        for problem in names_sender_and_opt_out(script.first_text[tag], campaign.sender_name, tag)
    ]

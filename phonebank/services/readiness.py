"""What is still missing before a shift may be launched."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from phonebank.domain.base import Texts
from phonebank.domain.campaign import Campaign
from phonebank.domain.contact_rules import Channel
from phonebank.domain.languages import LANGUAGES, UNKNOWN, written_of
from phonebank.domain.message_templates import (
    columns_named,
    names_sender_and_opt_out,
    parse_template,
    template_problems,
)
from phonebank.domain.organisation import OwnedNumber
from phonebank.domain.script_draft import ScriptDraft
from phonebank.domain.shift import Shift
from phonebank.domain.survey import CallScript, Question
from phonebank.domain.survey_check import BLOCKING, findings
from phonebank.domain.translation import Standing
from phonebank.domain.voter import Voter
from phonebank.domain.voter_list import VoterListEntry
from phonebank.services.confirming import confirmed, standing
from phonebank.services.drawing_versions import running_test, versions_of
from phonebank.services.showing_drafts import draft_of
from phonebank.services.surveying import survey_of


class BlockerKind(StrEnum):
    """What sort of thing is missing."""

    NO_NUMBER = "no number"
    NO_VOTERS = "no voters"
    UNTRANSLATED = "untranslated"
    STALE = "stale"
    FIRST_TEXT = "first text"
    SURVEY = "survey"


@dataclass(frozen=True)
class Blocker:
    """One thing to be mended; as a string it is a sentence with the remedy.

    `language` is the written tag that it is about, if it is about one.
    """

    kind: BlockerKind
    sentence: str
    language: str = ""

    def __str__(self) -> str:
        return self.sentence


def blockers(session: Session, shift: Shift) -> list[Blocker]:
    """Each thing that has to be mended before the launch; none where the shift is ready."""
    campaign = session.get_one(Campaign, shift.campaign_id)
    script = session.get_one(CallScript, shift.call_script_id)
    languages = written_languages_of(shift, campaign)
    survey = survey_of(session, script.id)
    return [
        *_no_number(session, shift),
        *_no_voters(session, shift),
        *_untranslated(shift, script, survey, languages),
        *_stale(session, shift, script, survey, campaign),
        *_survey(draft_of(session, script)),
        *_first_texts(session, shift, campaign, script),
    ]


def written_languages_of(shift: Shift, campaign: Campaign) -> list[str]:
    """The languages that the shift's words must be written in."""
    tags = [
        campaign.languages[0] if spoken == UNKNOWN else written_of(spoken)
        for spoken in shift.languages
    ]
    return list(dict.fromkeys(tags))


def _no_number(session: Session, shift: Shift) -> list[Blocker]:
    owned = select(OwnedNumber.id).where(OwnedNumber.organisation_id == shift.organisation_id)
    if session.scalar(owned.limit(1)) is None:
        told = "Your organisation has no phone number to contact voters from: add one first."
        return [Blocker(BlockerKind.NO_NUMBER, told)]
    return []


def _no_voters(session: Session, shift: Shift) -> list[Blocker]:
    entry = select(VoterListEntry.voter_id).where(
        VoterListEntry.voter_list_id == shift.voter_list_id
    )
    if session.scalar(entry.limit(1)) is None:
        told = "The voter list is empty: import voters into it first."
        return [Blocker(BlockerKind.NO_VOTERS, told)]
    return []


def _untranslated(
    shift: Shift, script: CallScript, questions: list[Question], languages: list[str]
) -> list[Blocker]:
    return [
        Blocker(
            BlockerKind.UNTRANSLATED,
            f"{what} is missing in {LANGUAGES[tag].english_name}: add it, or leave the language "
            "out.",
            tag,
        )
        for what, text in _texts(shift, script, questions)
        for tag in languages
        if not text.get(tag, "").strip()
    ]


def _stale(
    session: Session,
    shift: Shift,
    script: CallScript,
    questions: list[Question],
    campaign: Campaign,
) -> list[Blocker]:
    known, source = confirmed(session, campaign), campaign.languages[0]
    return [
        Blocker(
            BlockerKind.STALE,
            f"{what} in {LANGUAGES[tag].english_name} is older than its source: translate it anew, "
            "or say that it is still right.",
            tag,
        )
        for what, text in _texts(shift, script, questions)
        for tag in written_languages_of(shift, campaign)
        if standing(text, tag, source, known) is Standing.STALE
    ]


def _survey(draft: ScriptDraft) -> list[Blocker]:
    wrong = [each for each in findings(draft) if each.kind in BLOCKING]
    return [Blocker(BlockerKind.SURVEY, str(each)) for each in wrong]


def _texts(
    shift: Shift, script: CallScript, questions: list[Question]
) -> Iterator[tuple[str, Texts]]:
    by_text = shift.channel is Channel.TEXT
    yield ("The first text", script.first_text) if by_text else ("The opening", script.opening)
    for number, question in enumerate(questions, 1):
        yield f"Question {number}", question.text
        if any(note.strip() for note in question.note.values()):
            yield f"The note at question {number}", question.note
        for choice in question.choices:
            yield f"Answer “{choice.code}” of question {number}", choice.text


def _first_texts(
    session: Session, shift: Shift, campaign: Campaign, script: CallScript
) -> Iterator[Blocker]:
    """Of the script's own first text, and of the versions that are being tested."""
    if shift.channel is not Channel.TEXT:
        return
    yield from first_text_blockers(session, shift, campaign, "", script.first_text)
    test = running_test(session, campaign.id)
    for version in [] if test is None else versions_of(session, test):
        yield from first_text_blockers(session, shift, campaign, version.label, version.text)


def first_text_blockers(
    session: Session, shift: Shift, campaign: Campaign, label: str, text: Texts
) -> list[Blocker]:
    """What keeps a first text from going out on a shift, in each language that it is written in;
    `label` is the letter of a version that is tested."""
    languages = written_languages_of(shift, campaign)
    written = {tag: text.get(tag, "") for tag in languages}
    columns = frozenset().union(*(columns_named(text) for text in written.values()))
    lacking = _lacking(session, shift, columns)
    known = {column for column, voters in lacking.items() if voters is not None}
    what = f"Version {label} of the first text" if label else "The first text"
    return [
        Blocker(BlockerKind.FIRST_TEXT, f"{what} in {LANGUAGES[tag].english_name}: {problem}", tag)
        for tag in languages
        if written[tag].strip()
        for problem in [
            *names_sender_and_opt_out(written[tag], campaign.sender_name, tag, known),
            *_without_fallback(written[tag], known, lacking),
        ]
    ]


def _without_fallback(
    text: str, known: Collection[str], lacking: Mapping[str, int | None]
) -> list[str]:
    if template_problems(text, known):
        return []
    return [
        f"{{{field}}} is empty for {lacking[field]} voters: write {{{field}|…}} with words to "
        "stand in."
        for field in sorted(parse_template(text, known).without_fallback)
        if lacking[field]
    ]


def _lacking(session: Session, shift: Shift, columns: Collection[str]) -> dict[str, int | None]:
    """How many voters of the list have nothing in each column; None where nobody has it."""
    if not columns:
        return {}
    order = sorted(columns)
    on_list = (
        VoterListEntry.voter_list_id == shift.voter_list_id,
        Voter.language.in_(shift.languages),
    )
    counted = session.execute(
        select(
            func.count(),
            *(
                func.count().filter(func.btrim(Voter.extra[column].astext) != "")
                for column in order
            ),
        )
        .join(VoterListEntry, VoterListEntry.voter_id == Voter.id)
        .where(*on_list)
    ).one()
    total, *filled = counted
    return {
        column: total - count if count else None
        for column, count in zip(order, filled, strict=True)
    }

"""A call script as it is read on a call: in the voter's language, beside the volunteer's own."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from phonebank.domain.caller import Caller
from phonebank.domain.campaign import Campaign
from phonebank.domain.errors import BadInput
from phonebank.domain.languages import LANGUAGES, UNKNOWN, Direction, written_of
from phonebank.domain.message_templates import Field, render
from phonebank.domain.shift import Shift
from phonebank.domain.survey import Choice, Question, next_question
from phonebank.domain.survey_path import path_so_far
from phonebank.domain.voter import Voter
from phonebank.services.planning import campaign_of, organisation_of
from phonebank.services.surveying import answers_of, script_of, survey_of


@dataclass(frozen=True)
class Words:
    """A text, and how to set it: `lang` is a written tag, or empty where it is anybody's."""

    text: str
    lang: str
    dir: Direction


@dataclass(frozen=True)
class Bilingual:
    """The same text for the voter and for the volunteer; `ours` is None where one serves both."""

    theirs: Words
    ours: Words | None


@dataclass(frozen=True)
class ShownChoice:
    """One answer that can be chosen; `leads_to` is the id of the question after it, None where
    the survey ends."""

    id: int
    code: str
    text: Bilingual
    leads_to: int | None


@dataclass(frozen=True)
class ShownQuestion:
    """One question of the survey. `answer` is the chosen choice's id."""

    id: int
    text: Bilingual
    choices: list[ShownChoice]
    answer: int | None


@dataclass(frozen=True)
class ShownScript:
    """The opening and, where there is a voter to ask, the survey.

    `asking` is the id of the question to ask now, None once the survey is over.
    """

    opening: Bilingual
    questions: list[ShownQuestion]
    asking: int | None


@dataclass(frozen=True)
class Reading:
    """In which written languages a script is read: the voter's, the volunteer's, the source."""

    theirs: str
    ours: str
    source: str

    def of(self, texts: Mapping[str, str]) -> Bilingual:
        """One text as it is read."""
        theirs = self._first(texts, self.theirs, self.source, self.ours)
        ours = self._first(texts, self.ours, self.source)
        return Bilingual(theirs, None if ours.lang == theirs.lang or not ours.text else ours)

    def _first(self, texts: Mapping[str, str], *tags: str) -> Words:
        tag = next((tag for tag in tags if texts.get(tag, "").strip()), tags[0])
        return words_of(texts.get(tag, ""), tag)


def show_script(
    session: Session,
    shift: Shift,
    caller: Caller,
    voter: Voter | None,
    page_language: str,
) -> ShownScript:
    """The shift's script for a call to `voter`, or to be read beforehand where there is none."""
    script = script_of(session, shift)
    reading = _reading(campaign_of(session, shift), voter, page_language)
    opening = reading.of(_filled(session, script.opening, shift, caller, voter))
    if voter is None:
        return ShownScript(opening, [], None)
    survey = survey_of(session, script.id)
    answers = answers_of(session, shift.id, voter.id)
    unanswered = [each.id for each in path_so_far(survey, answers) if each.id not in answers]
    return ShownScript(
        opening=opening,
        questions=[_shown(survey, question, answers, reading) for question in survey],
        asking=unanswered[0] if unanswered else None,
    )


def _reading(campaign: Campaign, voter: Voter | None, page_language: str) -> Reading:
    source = campaign.languages[0]
    if voter is None:
        return Reading(page_language, page_language, source)
    theirs = source if voter.language == UNKNOWN else written_of(voter.language)
    return Reading(theirs, page_language, source)


def _filled(
    session: Session, texts: Mapping[str, str], shift: Shift, caller: Caller, voter: Voter | None
) -> Mapping[str, str]:
    """The texts with their fields filled; one that cannot be filled is read as it was written."""
    values = {
        Field.VOTER_FIRST_NAME: "" if voter is None else voter.first_name,
        Field.TEXTER_NAME: caller.name,
        Field.ORGANISATION: organisation_of(session, shift).name,
        Field.POLLING_PLACE: "" if voter is None else str(voter.extra.get("polling_place", "")),
    }
    filled = {}
    for tag, text in texts.items():
        try:
            filled[tag] = render(text, values)
        except BadInput:
            filled[tag] = text
    return filled


def _shown(
    survey: list[Question], question: Question, answers: Mapping[int, int], reading: Reading
) -> ShownQuestion:
    def leads_to(choice: Choice) -> int | None:
        following = next_question(survey, question, choice)
        return None if following is None else following.id

    return ShownQuestion(
        id=question.id,
        text=reading.of(question.text),
        choices=[
            ShownChoice(choice.id, choice.code, reading.of(choice.text), leads_to(choice))
            for choice in question.choices
        ],
        answer=answers.get(question.id),
    )


def words_of(text: str, tag: str) -> Words:
    """Words of a written language."""
    return Words(text, tag, LANGUAGES[tag].direction)


def name_words(name: str, spoken: str) -> Words:
    """A person's name: in plain Latin letters it is nobody's language, so that it is set as any
    other word, whatever its bearer speaks."""
    if name.isascii() or spoken == UNKNOWN:
        return Words(name, "", Direction.LEFT_TO_RIGHT)
    return words_of(name, written_of(spoken))

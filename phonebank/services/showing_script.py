"""A call script as it is read on a call: in the voter's language, beside the volunteer's own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from phonebank.domain.call import Call, ContactResult
from phonebank.domain.caller import Caller
from phonebank.domain.campaign import Campaign
from phonebank.domain.errors import BadInput
from phonebank.domain.languages import LANGUAGES, UNKNOWN, Direction, written_of
from phonebank.domain.message_templates import Field, render
from phonebank.domain.rumour import Rumour
from phonebank.domain.shift import Shift
from phonebank.domain.spoken_words import SpokenWords
from phonebank.domain.survey import Choice, Given, Question, QuestionKind, next_question
from phonebank.domain.survey_path import path_so_far
from phonebank.domain.voter import Voter
from phonebank.services.dealing_scripts import words_of_call
from phonebank.services.hearing_rumours import open_rumours
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
    the survey ends. The call is over with `ends_with`, where there is one."""

    id: int
    code: str
    text: Bilingual
    leads_to: int | None
    ends_with: ContactResult | None


@dataclass(frozen=True)
class ShownRumour:
    """What voters ask or have heard wrong, and the answer to it."""

    id: int
    words: str
    answer: Bilingual


@dataclass(frozen=True)
class KnownRumour:
    """A rumour that a caller may meet again; `question_id` is that of the version shown."""

    id: int
    question_id: int | None
    words: str


@dataclass(frozen=True)
class ShownQuestion:
    """One question of the survey. `leads_to` comes after it where no choice leads elsewhere."""

    id: int
    kind: QuestionKind
    required: bool
    text: Bilingual
    note: Bilingual
    choices: list[ShownChoice]
    lowest: int | None
    highest: int | None
    leads_to: int | None
    answer: Given | None
    rumours: list[ShownRumour]


@dataclass(frozen=True)
class ShownScript:
    """The opening and, where there is a voter to ask, the survey.

    `asking` is the id of the question to ask now, None once the survey is over.
    """

    opening: Bilingual
    questions: list[ShownQuestion]
    asking: int | None
    rumours: list[ShownRumour] = field(default_factory=list)
    known_rumours: list[KnownRumour] = field(default_factory=list)


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
    call: Call | None = None,
) -> ShownScript:
    """The shift's script for a call to `voter`, in the version that a test dealt to the number of
    `call`; or to be read beforehand where there is no voter."""
    script = script_of(session, shift)
    reading = _reading(campaign_of(session, shift), voter, page_language)
    values = _values(session, shift, caller, voter)
    if voter is None:
        return ShownScript(reading.of(filled(script.opening, values)), [], None)
    answers = answers_of(session, shift.id, voter.id)
    survey, rumours = survey_of(session, script.id), open_rumours(session, shift.campaign_id)
    words = None if call is None else words_of_call(session, call, script)
    return script_as_read(script.opening, survey, answers, reading, values, rumours, words)


def script_as_read(
    opening: Mapping[str, str],
    survey: list[Question],
    answers: Mapping[int, Given],
    reading: Reading,
    values: Mapping[Field, str],
    rumours: Sequence[Rumour] = (),
    otherwise: SpokenWords | None = None,
) -> ShownScript:
    """A script with its fields filled in, read in two languages; `otherwise` is what a version
    that is tested says in other words."""
    words = otherwise or SpokenWords()
    unanswered = [each.id for each in path_so_far(survey, answers) if each.id not in answers]
    return ShownScript(
        opening=reading.of(filled({**opening, **words.opening}, values)),
        questions=[
            _shown(
                survey,
                question,
                answers,
                reading,
                values,
                _told(rumours, question, reading),
                words.questions.get(question.id, {}),
            )
            for question in survey
        ],
        asking=unanswered[0] if unanswered else None,
        rumours=_told(rumours, None, reading),
        known_rumours=_known(rumours, survey),
    )


def _told(
    rumours: Sequence[Rumour], question: Question | None, reading: Reading
) -> list[ShownRumour]:
    at = None if question is None else question.origin
    return [
        ShownRumour(each.id, each.words, reading.of(each.answer))
        for each in rumours
        if each.question_id == at and each.answered_at is not None
    ]


def _known(rumours: Sequence[Rumour], survey: list[Question]) -> list[KnownRumour]:
    here = {question.origin: question.id for question in survey}
    return [KnownRumour(each.id, here.get(each.question_id or 0), each.words) for each in rumours]


def _reading(campaign: Campaign, voter: Voter | None, page_language: str) -> Reading:
    source = campaign.languages[0]
    if voter is None:
        return Reading(page_language, page_language, source)
    theirs = source if voter.language == UNKNOWN else written_of(voter.language)
    return Reading(theirs, page_language, source)


def _values(
    session: Session, shift: Shift, caller: Caller, voter: Voter | None
) -> Mapping[Field, str]:
    organisation = organisation_of(session, shift).name
    return field_values(organisation, caller.name, voter)


def field_values(organisation: str, caller: str, voter: Voter | None) -> Mapping[Field, str]:
    """What a script's fields are filled with for a voter, or for nobody yet."""
    first_name = "" if voter is None else voter.first_name
    return {
        Field.VOTER_FIRST_NAME: first_name,
        Field.FIRST_NAME: first_name,
        Field.LAST_NAME: "" if voter is None else voter.last_name,
        Field.CITY: "" if voter is None else voter.city,
        Field.TEXTER_NAME: caller,
        Field.CALLER_NAME: caller,
        Field.ORGANISATION: organisation,
        Field.POLLING_PLACE: "" if voter is None else str(voter.extra.get("polling_place", "")),
    }


def filled(texts: Mapping[str, str], values: Mapping[Field, str]) -> Mapping[str, str]:
    """The texts with their fields filled; one that cannot be filled is read as it was written."""
    done = {}
    for tag, text in texts.items():
        try:
            done[tag] = render(text, values)
        except BadInput:
            done[tag] = text
    return done


def _shown(
    survey: list[Question],
    question: Question,
    answers: Mapping[int, Given],
    reading: Reading,
    values: Mapping[Field, str],
    rumours: list[ShownRumour],
    otherwise: Mapping[str, str],
) -> ShownQuestion:
    def leads_to(choice: Choice | None) -> int | None:
        following = next_question(survey, question, choice)
        return None if following is None else following.id

    return ShownQuestion(
        id=question.id,
        kind=question.kind,
        required=question.required,
        text=reading.of(filled({**question.text, **otherwise}, values)),
        note=reading.of(filled(question.note, values)),
        choices=[
            ShownChoice(
                choice.id, choice.code, reading.of(choice.text), leads_to(choice), choice.ends_with
            )
            for choice in question.choices
        ],
        lowest=question.lowest,
        highest=question.highest,
        leads_to=leads_to(None),
        answer=answers.get(question.id),
        rumours=rumours,
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


def volunteer_words(name: str, languages: Sequence[str]) -> Words:
    """A volunteer's name, set in the script of one of their languages (spoken tags): where it is
    not in Latin letters, in the first that is not."""
    others = [tag for tag in languages if LANGUAGES[tag].script != "Latn"]
    return name_words(name, (others or list(languages))[0])

"""A voter rings one of our numbers: they hear who we are, may answer by keypad, and may opt out."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from phonebank.domain.call import Call
from phonebank.domain.campaign import Campaign
from phonebank.domain.errors import NotFound
from phonebank.domain.languages import written_of
from phonebank.domain.organisation import Organisation
from phonebank.domain.shift import Shift
from phonebank.domain.spoken_phrases import (
    OPT_OUT_KEY,
    Phrase,
    language_to_speak,
    phrase,
)
from phonebank.domain.survey import AnswerDoor, Question, next_question
from phonebank.domain.volunteer_phrases import VOLUNTEER_KEY
from phonebank.domain.voter import Voter
from phonebank.services.carrier_events import first_time
from phonebank.services.opting_out import opt_out
from phonebank.services.phoning import ask_for_code
from phonebank.services.sending_numbers import organisation_of_number
from phonebank.services.surveying import Answering, answers_of, record_answer, survey_of
from phonebank.telephony.port import (
    AskByKeypad,
    KeyPressed,
    SayAndHangUp,
    Sentence,
    VoiceReply,
    VoterCalling,
)


@dataclass(frozen=True)
class _Known:
    """The voter whom we called last at the number that now calls us, and on which shift."""

    voter: Voter
    shift: Shift
    call: Call
    sender: str

    @property
    def speech(self) -> str:
        """The spoken language in which they hear us."""
        return language_to_speak(self.voter.language)


def voter_calling(session: Session, event: VoterCalling, at: datetime) -> VoiceReply:
    """Say who we are, and ask the first question that the voter has not answered; whoever was
    asked nothing, or has answered everything, may still opt out.

    Raises NotFound where the number is not ours.
    """
    organisation_id = _organisation(session, event.to)
    known = _known(session, organisation_id, event.from_)
    if known is None:
        name = session.get_one(Organisation, organisation_id).name
        return _offer_opt_out("en", name)
    question = _unanswered(session, known)
    if question is None:
        return _offer_opt_out(known.speech, known.sender)
    greeting = _say(Phrase.GREETING, known.speech, sender=known.sender)
    return _ask(session, known, question, (greeting,))


def key_pressed(session: Session, event: KeyPressed, at: datetime) -> VoiceReply:
    """Record the answer behind the key and ask what follows; 9 opts out, a volunteer presses the
    star; no key ends the call.

    A key that is delivered again gets the same reply, and changes nothing.
    """
    organisation_id = _organisation(session, event.to)
    if event.digit == VOLUNTEER_KEY:
        return ask_for_code()
    if event.digit == OPT_OUT_KEY:
        known = _known(session, organisation_id, event.from_)
        voter_id = known.voter.id if known else None
        if _pressed_first(session, event, at):
            opt_out(session, organisation_id, event.from_, voter_id, at, "voter")
        return SayAndHangUp((_say(Phrase.OPTED_OUT, known.speech if known else "en"),))
    if event.shift_id is None:
        return SayAndHangUp((_say(Phrase.THANKS, "en"),))
    known = _known(session, organisation_id, event.from_, event.shift_id)
    if known is None:
        raise NotFound("nobody was asked this question")
    questions = survey_of(session, known.shift.call_script_id)
    question = next((each for each in questions if each.id == event.question_id), None)
    if question is None or not event.digit:
        return SayAndHangUp((_say(Phrase.THANKS, known.speech),))
    return _answer(session, known, questions, question, event, at)


def _offer_opt_out(speech: str, sender: str) -> VoiceReply:
    return AskByKeypad(
        (_say(Phrase.GREETING, speech, sender=sender), _say(Phrase.STOP_KEY, speech))
    )


def _pressed_first(session: Session, event: KeyPressed, at: datetime) -> bool:
    """A question that was answered is not asked again in the same call."""
    key = f"{event.call_sid}:{event.shift_id}:{event.question_id}:{event.digit}"
    return first_time(session, key, "keypad", at)


def _answer(
    session: Session,
    known: _Known,
    questions: list[Question],
    question: Question,
    event: KeyPressed,
    at: datetime,
) -> VoiceReply:
    by_digit = {str(number): choice for number, choice in enumerate(question.choices, 1)}
    choice = by_digit.get(event.digit)
    if choice is None:
        return _ask(session, known, question, ())
    answering = Answering(known.shift, known.voter.id, known.speech, AnswerDoor.KEYPAD)
    if _pressed_first(session, event, at):
        record_answer(session, answering, question.id, choice.id, at)
    return _ask(session, known, next_question(questions, question, choice), ())


def _ask(
    session: Session, known: _Known, question: Question | None, before: tuple[Sentence, ...]
) -> VoiceReply:
    if question is None:
        return SayAndHangUp((*before, _say(Phrase.THANKS, known.speech)))
    written = written_of(known.speech)
    if written not in question.text:
        return SayAndHangUp((*before, _say(Phrase.THANKS, known.speech)))
    choices = (
        _say(Phrase.CHOICE, known.speech, digit=str(number), answer=choice.text[written])
        for number, choice in enumerate(question.choices, 1)
    )
    asked = Sentence(question.text[written], known.speech)
    stop = _say(Phrase.STOP_KEY, known.speech)
    return AskByKeypad((*before, asked, *choices, stop), known.shift.id, question.id)


def _unanswered(session: Session, known: _Known) -> Question | None:
    answered = answers_of(session, known.shift.id, known.voter.id)
    questions = survey_of(session, known.shift.call_script_id)
    return next((each for each in questions if each.id not in answered), None)


def _organisation(session: Session, our_number: str) -> int:
    organisation_id = organisation_of_number(session, our_number)
    if organisation_id is None:
        raise NotFound("this number belongs to no organisation")
    return organisation_id


def _known(
    session: Session, organisation_id: int, number: str, shift_id: int | None = None
) -> _Known | None:
    statement = (
        select(Call)
        .where(Call.organisation_id == organisation_id, Call.to_number == number)
        .order_by(Call.id.desc())
        .limit(1)
    )
    if shift_id is not None:
        statement = statement.where(Call.shift_id == shift_id)
    call = session.scalar(statement)
    if call is None:
        return None
    shift = session.get_one(Shift, call.shift_id)
    sender = session.get_one(Campaign, shift.campaign_id).sender_name
    return _Known(session.get_one(Voter, call.voter_id), shift, call, sender)


def _say(which: Phrase, speech: str, **values: str) -> Sentence:
    return Sentence(phrase(which, speech, **values), speech)

"""A voter rings one of our numbers: they hear who we are, may answer by keypad, and may opt out."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from phonebank.domain.call import Call
from phonebank.domain.campaign import Campaign
from phonebank.domain.errors import NotFound
from phonebank.domain.organisation import Organisation
from phonebank.domain.shift import Shift
from phonebank.domain.spoken_phrases import OPT_OUT_KEY, Phrase
from phonebank.domain.survey import ONE_CHOICE, AnswerDoor, Question, next_question
from phonebank.domain.volunteer_phrases import VOLUNTEER_KEY
from phonebank.domain.voter import Voter
from phonebank.services.carrier_events import first_time
from phonebank.services.opting_out import opt_out
from phonebank.services.phoning import ask_for_code
from phonebank.services.reaching import Ringing, reach_somebody
from phonebank.services.sending_numbers import organisation_of_number
from phonebank.services.surveying import Answering, answers_of, record_answer, survey_of
from phonebank.services.voices import Voice, voice_of
from phonebank.telephony.port import (
    AskByKeypad,
    Heard,
    KeyPressed,
    SayAndHangUp,
    VoiceReply,
    VoterCalling,
)

ENGLISH = Voice("en", {})


@dataclass(frozen=True)
class _Known:
    """The voter whom we called last at the number that now calls us, and on which shift."""

    voter: Voter
    shift: Shift
    call: Call
    sender: str
    voice: Voice

    @property
    def speech(self) -> str:
        """The spoken language in which a machine speaks to them."""
        return self.voice.speech


def voter_calling(session: Session, event: VoterCalling, at: datetime) -> VoiceReply:
    """Put the voter through to a volunteer who is free on a running shift of the campaign. Where
    nobody is, say who we are, and ask the first question that the voter has not answered; whoever
    was asked nothing, or has answered everything, may still opt out.

    Raises NotFound where the number is not ours.
    """
    organisation_id = _organisation(session, event.to)
    known = _known(session, organisation_id, event.from_)
    if known is not None and (through := reach_somebody(session, _of(known, event), at)):
        return through
    if known is None:
        name = session.get_one(Organisation, organisation_id).name
        return _offer_opt_out(ENGLISH, name)
    question = _unanswered(session, known)
    if question is None:
        return _offer_opt_out(known.voice, known.sender)
    greeting = known.voice.say(Phrase.GREETING, sender=known.sender)
    return _ask(session, known, question, (greeting,))


def _of(known: _Known, event: VoterCalling) -> Ringing:
    return Ringing(event.call_sid, event.from_, event.to, known.call, known.shift.campaign_id)


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
        return SayAndHangUp(((known.voice if known else ENGLISH).say(Phrase.OPTED_OUT),))
    if event.shift_id is None:
        return SayAndHangUp((ENGLISH.say(Phrase.THANKS),))
    known = _known(session, organisation_id, event.from_, event.shift_id)
    if known is None:
        raise NotFound("nobody was asked this question")
    questions = survey_of(session, known.shift.call_script_id)
    question = next((each for each in questions if each.id == event.question_id), None)
    if question is None or not event.digit:
        return SayAndHangUp((known.voice.say(Phrase.THANKS),))
    return _answer(session, known, questions, question, event, at)


def _offer_opt_out(voice: Voice, sender: str) -> VoiceReply:
    return AskByKeypad((voice.say(Phrase.GREETING, sender=sender), voice.say(Phrase.STOP_KEY)))


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
    session: Session, known: _Known, question: Question | None, before: tuple[Heard, ...]
) -> VoiceReply:
    while question is not None and question.kind not in ONE_CHOICE:
        # One key cannot answer it: it is passed over.
        question = next_question(survey_of(session, known.shift.call_script_id), question, None)
    asked = None if question is None else known.voice.ask(question)
    if question is None or asked is None:
        return SayAndHangUp((*before, known.voice.say(Phrase.THANKS)))
    stop = known.voice.say(Phrase.STOP_KEY)
    return AskByKeypad((*before, *asked, stop), known.shift.id, question.id)


def _unanswered(session: Session, known: _Known) -> Question | None:
    answered = answers_of(session, known.shift.id, known.voter.id)
    questions = survey_of(session, known.shift.call_script_id)
    return next(
        (each for each in questions if each.id not in answered and each.kind in ONE_CHOICE), None
    )


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
    campaign = session.get_one(Campaign, shift.campaign_id)
    voter = session.get_one(Voter, call.voter_id)
    voice = voice_of(session, campaign, voter.language)
    return _Known(voter, shift, call, campaign.sender_name, voice)

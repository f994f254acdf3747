"""How a voter hears us in their language: a person's recording where there is one, else the
carrier's synthetic voice, else English."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from phonebank.domain.campaign import Campaign
from phonebank.domain.languages import written_of
from phonebank.domain.spoken_phrases import Phrase, language_to_speak, phrase
from phonebank.domain.survey import Question
from phonebank.services.recording import question_key, recordings_of, spots
from phonebank.telephony.port import Heard, Played, Sentence


@dataclass(frozen=True)
class Voice:
    """The voice of a campaign in one spoken language; `tokens` are those of its recordings."""

    language: str
    tokens: Mapping[str, str]

    @property
    def speech(self) -> str:
        """The language of what is spoken by a machine."""
        return language_to_speak(self.language)

    def say(self, which: Phrase, **values: str) -> Heard:
        """A phrase, played or spoken."""
        if (token := self.tokens.get(which.value)) is not None:
            return Played(token)
        return Sentence(phrase(which, self.speech, **values), self.speech)

    def ask(self, question: Question) -> tuple[Heard, ...] | None:
        """A question with a key for each answer; None where it is not written in the language."""
        if (token := self.tokens.get(question_key(question))) is not None:
            return (Played(token),)
        written = written_of(self.speech)
        if written not in question.text:
            return None
        choices = (
            self.say(Phrase.CHOICE, digit=str(number), answer=choice.text.get(written, choice.code))
            for number, choice in enumerate(question.choices, 1)
        )
        return (Sentence(question.text[written], self.speech), *choices)


def digits(number: str) -> str:
    """A number of ours, to be said digit by digit."""
    return " ".join(number.removeprefix("+1"))


def voice_of(session: Session, campaign: Campaign, language: str) -> Voice:
    """The voice with the recordings that say what is to be said now."""
    if not recordings_of(session, campaign.id, language):
        return Voice(language, {})
    found = spots(session, campaign, language)
    tokens = {each.key: each.recording.token for each in found if each.recording and not each.stale}
    return Voice(language, tokens)

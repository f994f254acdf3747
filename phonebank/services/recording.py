"""People's voices for what voters hear: kept, replaced, and found when a reply is made."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, undefer

from phonebank.domain.campaign import Campaign
from phonebank.domain.errors import BadInput, NotFound
from phonebank.domain.languages import LANGUAGES, spoken_of, written_of
from phonebank.domain.recording import Recording, seconds_of
from phonebank.domain.spoken_phrases import Phrase, phrase
from phonebank.domain.survey import ONE_CHOICE, Question
from phonebank.domain.translation import digest
from phonebank.services.auditing import Author, audit_of
from phonebank.services.surveying import survey_of
from phonebank.services.translating import newest_scripts
from phonebank.services.writing import campaign_of

PHRASES = (
    Phrase.GREETING,
    Phrase.STOP_KEY,
    Phrase.THANKS,
    Phrase.OPTED_OUT,
    Phrase.VOLUNTEER_GONE,
    Phrase.VOICEMAIL,
)
"""What is said as a whole; the answers to a question are recorded with it."""


@dataclass(frozen=True)
class Spot:
    """One thing to be recorded: what it says, in English and (a question) as it is written."""

    key: str
    says: str
    words: str
    recording: Recording | None

    @property
    def stale(self) -> bool:
        """Whether the words have changed since it was recorded."""
        now = said(self.says, self.words)
        return self.recording is not None and self.recording.said_digest != now


def said(says: str, words: str) -> str:
    """The digest of what is to be read aloud."""
    return digest(f"{says}\n{words}")


def spoken_in(campaign: Campaign) -> list[str]:
    """The spoken languages of a campaign, those without a synthetic voice first."""
    tags = dict.fromkeys(each for tag in campaign.languages for each in spoken_of(tag))
    return sorted(tags, key=lambda tag: LANGUAGES[tag].say_voice is not None)


def spots(session: Session, campaign: Campaign, language: str) -> list[Spot]:
    """Everything that a voter may hear in a language, with its recording where there is one."""
    made = {each.spot: each for each in recordings_of(session, campaign.id, language)}
    return [
        Spot(key, says, words, made.get(key))
        for key, says, words in _to_say(session, campaign, language)
    ]


def recordings_of(session: Session, campaign_id: int, language: str) -> list[Recording]:
    """The recordings of a campaign in a language, without their sound."""
    return list(
        session.scalars(
            select(Recording).where(
                Recording.campaign_id == campaign_id, Recording.language == language
            )
        )
    )


def keep_recording(
    session: Session,
    organisation_id: int,
    campaign_id: int,
    language: str,
    key: str,
    sound: bytes,
    author: Author,
) -> Recording:
    """Keep a recording in place of the one before. Raises NotFound for a place that there is not,
    BadInput for a sound that cannot be played to voters."""
    campaign = campaign_of(session, organisation_id, campaign_id)
    spot = _spot(session, campaign, language, key)
    values = {
        "said_digest": said(spot.says, spot.words),
        "token": secrets.token_urlsafe(24),
        "sound": sound,
        "seconds": seconds_of(sound),
        "actor": author.actor,
        "at": author.at,
    }
    statement = insert(Recording).values(
        organisation_id=organisation_id,
        campaign_id=campaign_id,
        language=language,
        spot=key,
        **values,
    )
    kept = statement.on_conflict_do_update(
        index_elements=["campaign_id", "language", "spot"], set_=values
    ).returning(Recording)
    recording = session.scalars(kept, execution_options={"populate_existing": True}).one()
    audit_of(session, organisation_id, author, "record", f"campaign {campaign_id}")
    return recording


def remove_recording(
    session: Session, organisation_id: int, campaign_id: int, language: str, key: str
) -> None:
    """Take a recording away; harmless where there is none."""
    campaign_of(session, organisation_id, campaign_id)
    for each in recordings_of(session, campaign_id, language):
        if each.spot == key:
            session.delete(each)


def sound_at(session: Session, token: str) -> bytes:
    """The sound behind an address that nobody can guess. Raises NotFound."""
    found = session.scalar(
        select(Recording).where(Recording.token == token).options(undefer(Recording.sound))
    )
    if found is None:
        raise NotFound("there is no such recording")
    return found.sound


def question_key(question: Question) -> str:
    """Where the recording of a question is kept, whatever the version of its script."""
    return f"question-{question.origin}"


def _to_say(session: Session, campaign: Campaign, language: str) -> Iterator[tuple[str, str, str]]:
    for which in PHRASES:
        says = phrase(which, "en", sender=campaign.sender_name)
        yield which.value, says, ""
    written, source = written_of(language), campaign.languages[0]
    for script in newest_scripts(session, campaign.id):
        for question in survey_of(session, script.id):
            if question.kind in ONE_CHOICE:
                yield question_key(question), _read(question, source), _read(question, written)


def _read(question: Question, tag: str) -> str:
    """A question with the key for each answer, as it is to be read aloud."""
    choices = (
        f"{number}: {choice.text.get(tag, '')}" for number, choice in enumerate(question.choices, 1)
    )
    return "\n".join([question.text.get(tag, ""), *choices])


def _spot(session: Session, campaign: Campaign, language: str, key: str) -> Spot:
    if language not in spoken_in(campaign):
        raise BadInput("please choose one of the campaign's languages")
    for each in spots(session, campaign, language):
        if each.key == key:
            return each
    raise NotFound("there is nothing to record there")

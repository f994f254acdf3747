"""Recordings: what no machine can say is said by a person, while its words have not changed."""

import io
import wave
from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from phonebank.domain.call import CallEvent
from phonebank.domain.errors import BadInput, NotFound
from phonebank.domain.spoken_phrases import Phrase
from phonebank.services import line_events, writing
from phonebank.services.answering_voters import key_pressed, voter_calling
from phonebank.services.auditing import Author
from phonebank.services.dialling import call_next_voter
from phonebank.services.recording import keep_recording, question_key, sound_at, spots
from phonebank.services.showing_drafts import draft_of
from phonebank.services.voices import voice_of
from phonebank.telephony.port import (
    AskByKeypad,
    CallProgress,
    KeyPressed,
    Played,
    SayAndHangUp,
    Sentence,
    VoterCalling,
)
from phonebank.telephony.twilio.markup import render
from tests.support.world import NOON, OUR_NUMBER, World, add_caller, make_world

ME = Author("member 1", NOON)
NUMBER = "+16515550101"


def sound(seconds: float = 1.0, rate: int = 16_000, channels: int = 1, width: int = 2) -> bytes:
    """A WAV file of silence."""
    packed = io.BytesIO()
    with wave.open(packed, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(rate)
        file.writeframes(bytes(int(seconds * rate) * channels * width))
    return packed.getvalue()


@pytest.fixture
def world(session: Session) -> World:
    """A campaign in Hmong too, and a voter who was rung in vain, and speaks it."""
    made = make_world(session, languages=["en"])
    caller = add_caller(session, made.shift)
    call = call_next_voter(session, caller.id, "k", NOON).call
    assert call is not None
    event = CallProgress("CA1:no-answer", call.id, "CA1", CallEvent.NO_ANSWER)
    line_events.call_progressed(session, event, NOON)
    caller.leg_call_sid = None  # the volunteer has gone home
    made.campaign.languages = ["en", "es-US", "mww"]
    made.voters[0].language = "mww"
    session.flush()
    return made


def keep(session: Session, world: World, key: str, made: bytes | None = None) -> str:
    owner, campaign = world.organisation.id, world.campaign.id
    kept = keep_recording(session, owner, campaign, "mww", key, made or sound(), ME)
    return kept.token


def test_a_voter_hears_recordings_in_their_language_and_answers_by_key(
    session: Session, world: World
) -> None:
    question = world.questions[0]
    greeting = keep(session, world, Phrase.GREETING.value)
    asked = keep(session, world, question_key(question))
    reply = voter_calling(session, VoterCalling("CA9", NUMBER, OUR_NUMBER), NOON)
    assert isinstance(reply, AskByKeypad)
    assert reply.sentences[:2] == (Played(greeting), Played(asked))
    assert isinstance(reply.sentences[2], Sentence) and reply.sentences[2].language == "en"
    markup = render(reply, "https://hooks.example.org", "https://example.org/")
    assert f"<Play>https://example.org/recordings/{asked}.wav</Play>" in markup
    event = KeyPressed("CA9", NUMBER, OUR_NUMBER, world.shift.id, question.id, "")
    thanks = keep(session, world, Phrase.THANKS.value)
    assert key_pressed(session, event, NOON) == SayAndHangUp((Played(thanks),))


def test_without_a_recording_the_language_is_english(session: Session, world: World) -> None:
    said = voice_of(session, world.campaign, "mww").say(Phrase.THANKS)
    assert isinstance(said, Sentence) and said.language == "en"


def test_a_new_recording_replaces_the_old_one_under_a_new_address(
    session: Session, world: World
) -> None:
    first = keep(session, world, Phrase.THANKS.value)
    second = keep(session, world, Phrase.THANKS.value, sound(2))
    assert first != second and len(second) >= 32
    assert sound_at(session, second) == sound(2)
    with pytest.raises(NotFound):
        sound_at(session, first)


def test_a_recording_of_words_that_have_changed_is_not_played(
    session: Session, world: World
) -> None:
    key = question_key(world.questions[0])
    keep(session, world, key)
    assert voice_of(session, world.campaign, "mww").tokens
    draft = draft_of(session, world.script)
    first = replace(draft.questions[0], text={"en": "Did you vote?", "es-US": "¿Votó?"})
    wanted = replace(draft, questions=(first, *draft.questions[1:]))
    writing.write_next_version(session, world.organisation.id, world.script.id, wanted)
    assert voice_of(session, world.campaign, "mww").tokens == {}
    [spot] = [each for each in spots(session, world.campaign, "mww") if each.key == key]
    assert spot.stale


UNPLAYABLE = (sound(61), sound(channels=2), sound(width=1), sound(rate=96_000))


@pytest.mark.parametrize(
    "made",
    [
        b"",
        b"RIFF....WAVE",
        sound(61),
        sound(channels=2),
        sound(width=1),
        sound(rate=96_000),
        b"ID3x",
    ],
)
def test_what_a_carrier_cannot_play_is_refused_in_words(
    session: Session, world: World, made: bytes
) -> None:
    owner, campaign = world.organisation.id, world.campaign.id
    with pytest.raises(BadInput):
        keep_recording(session, owner, campaign, "mww", Phrase.THANKS.value, made, ME)


def test_there_is_nothing_to_record_elsewhere(session: Session, world: World) -> None:
    with pytest.raises(NotFound):
        keep(session, world, "question-999999")
    other = make_world(session, slug="other", our_number="+16515550199", first_line=150)
    with pytest.raises(NotFound):
        keep_recording(
            session, other.organisation.id, world.campaign.id, "mww", "thanks", sound(), ME
        )

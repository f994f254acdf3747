"""The port's replies as TwiML."""

from xml.etree import ElementTree

import pytest

from phonebank.domain.languages import spoken_languages
from phonebank.telephony.port import (
    AskByKeypad,
    AskForCode,
    AskToPickUp,
    JoinConference,
    Nothing,
    SayAndHangUp,
    Sentence,
    VoiceIn,
    VoiceReply,
)
from phonebank.telephony.twilio.markup import render

HOOKS = "https://hooks.example.org"


def rendered(reply: VoiceReply) -> ElementTree.Element:
    return ElementTree.fromstring(render(reply, HOOKS).encode())


def test_nothing_is_an_empty_document() -> None:
    assert len(rendered(Nothing())) == 0


def test_the_volunteers_line_ends_no_conference_and_waits_in_silence() -> None:
    conference = rendered(JoinConference("caller-3", 3))[0][0]
    assert conference.text == "caller-3"
    assert conference.attrib == {
        "participantLabel": "caller-3",
        "beep": "false",
        "waitUrl": "",
        "startConferenceOnEnter": "true",
        "endConferenceOnExit": "false",
        "statusCallback": f"{HOOKS}/voice/conference#rc=3&rp=5xx,ct,rt",
        "statusCallbackEvent": "join leave",
    }


def test_a_question_is_spoken_inside_the_gathering_so_that_a_key_may_interrupt_it() -> None:
    asked = AskByKeypad((Sentence("¿Va a votar?", "es-US"),), shift_id=4, question_id=5)
    gather = rendered(asked)[0]
    assert gather.get("action") == f"{HOOKS}/voice/keypad?shift=4&question=5#rc=3&rp=5xx,ct,rt"
    assert (gather.get("numDigits"), gather.get("actionOnEmptyResult")) == ("1", "true")
    assert [(say.get("language"), say.text) for say in gather] == [("es-US", "¿Va a votar?")]


@pytest.mark.parametrize(
    "name",
    [
        "</Say><Dial>+19005550199</Dial><Say>",
        '"><Play>https://evil.example.org</Play>',
        "]]><Hangup/>",
        "&lt;Redirect&gt;",
    ],
)
def test_markup_in_a_name_is_spoken_and_never_obeyed(name: str) -> None:
    reply = rendered(SayAndHangUp((Sentence(f"Hello {name}", "en"),)))
    assert [verb.tag for verb in reply] == ["Say", "Hangup"]
    assert reply[0].text == f"Hello {name}"


def test_characters_that_no_document_may_hold_are_left_out() -> None:
    reply = rendered(SayAndHangUp((Sentence("Hel\0lo\x0b \ud800there￾", "en"),)))
    assert reply[0].text == "Hello there"


@pytest.mark.parametrize("language", [one.tag for one in spoken_languages()])
def test_a_language_is_spoken_by_its_own_voice_or_not_at_all(language: str) -> None:
    sentences = (Sentence("Nyob zoo", language), Sentence("Hello", "en"))
    voices = [verb.get("language") for verb in rendered(SayAndHangUp(sentences))]
    own = next(one.say_voice for one in spoken_languages() if one.tag == language)
    assert voices == [*([own] if own else []), "en-US", None]


def test_a_captain_is_heard_by_nobody_or_by_the_volunteer_alone() -> None:
    listens = JoinConference("caller-3", 3, "captain-9", VoiceIn(muted=True))
    whispers = JoinConference("caller-3", 3, "captain-9", VoiceIn(only_for="CA1"))
    assert rendered(listens)[0][0].get("muted") == "true"
    assert rendered(whispers)[0][0].get("coach") == "CA1"
    assert rendered(whispers)[0][0].get("participantLabel") == "captain-9"


def test_a_code_and_a_key_are_waited_for_at_doors_of_their_own() -> None:
    code = rendered(AskForCode((Sentence("Code?", "en"),), 6))[0]
    assert (code.get("numDigits"), code.get("action")) == (
        "6",
        f"{HOOKS}/voice/code#rc=3&rp=5xx,ct,rt",
    )
    key = rendered(AskToPickUp((Sentence("Key?", "en"),), 3))[0]
    assert key.get("action") == f"{HOOKS}/voice/phone?caller=3&asked=1#rc=3&rp=5xx,ct,rt"

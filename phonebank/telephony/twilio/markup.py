"""The port's replies as TwiML. The library escapes every text and attribute.

A sentence in a language for which Twilio has no voice is left out: read by another language's
voice it would be noise. Whoever makes the reply says it in English besides.
"""

import re
from collections.abc import Iterable
from typing import Any

from twilio.twiml.voice_response import Dial, Gather, VoiceResponse

from phonebank.domain.languages import find
from phonebank.telephony.port import (
    AskByKeypad,
    AskForCode,
    AskToPickUp,
    Heard,
    JoinConference,
    Played,
    PutThrough,
    SayAndHangUp,
    VoiceReply,
    Wait,
)
from phonebank.telephony.twilio.addresses import Door, address

EMPTY = '<?xml version="1.0" encoding="UTF-8"?><Response />'
"""Markup that asks for nothing."""

_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(reply: VoiceReply, webhooks_url: str, public_url: str = "") -> str:
    """The TwiML of a reply. Recordings are fetched from the pages' own address."""
    match reply:
        case JoinConference():
            return str(_join(reply, webhooks_url))
        case PutThrough():
            return str(_put_through(reply, webhooks_url))
        case AskByKeypad():
            return str(_ask(reply, webhooks_url, public_url))
        case AskForCode():
            return str(_ask_for_code(reply, webhooks_url))
        case AskToPickUp():
            return str(_ask_to_pick_up(reply, webhooks_url))
        case SayAndHangUp():
            response = VoiceResponse()
            _say(response, reply.sentences, public_url)
            response.hangup()
            return str(response)
        case Wait(seconds):
            response = VoiceResponse()
            response.pause(length=seconds)
            response.hangup()
            return str(response)
        case _:
            return EMPTY


def caller_label(caller_id: int) -> str:
    """How a volunteer's own line is named in their conference."""
    return f"caller-{caller_id}"


def voter_label(call_id: int) -> str:
    """How a voter's line is named in a conference."""
    return f"voter-{call_id}"


def _join(reply: JoinConference, webhooks_url: str) -> VoiceResponse:
    dial = Dial()
    dial.conference(
        reply.conference,
        participant_label=reply.label or caller_label(reply.caller_id),
        muted=reply.voice.muted or None,
        coach=reply.voice.only_for,
        beep="false",
        wait_url="",
        start_conference_on_enter=True,
        # The voter stays while the volunteer's page is loaded again.
        end_conference_on_exit=False,
        status_callback=address(webhooks_url, Door.CONFERENCE),
        status_callback_event="join leave",
    )
    response = VoiceResponse()
    response.append(dial)
    return response


def _put_through(reply: PutThrough, webhooks_url: str) -> VoiceResponse:
    dial = Dial()
    dial.conference(
        reply.conference,
        participant_label=voter_label(reply.call_id),
        beep="false",
        wait_url="",
        start_conference_on_enter=True,
        end_conference_on_exit=False,
        status_callback=address(webhooks_url, Door.CONFERENCE),
        status_callback_event="join leave",
    )
    response = VoiceResponse()
    response.append(dial)
    return response


def _ask(reply: AskByKeypad, webhooks_url: str, public_url: str) -> VoiceResponse:
    asked = {"shift": reply.shift_id, "question": reply.question_id}
    ids = {name: id_ for name, id_ in asked.items() if id_ is not None}
    gather = Gather(
        input="dtmf",
        num_digits=1,
        timeout=reply.wait_seconds,
        action=address(webhooks_url, Door.KEYPAD, **ids),
        action_on_empty_result=True,
    )
    _say(gather, reply.sentences, public_url)
    response = VoiceResponse()
    response.append(gather)
    return response


def _ask_for_code(reply: AskForCode, webhooks_url: str) -> VoiceResponse:
    gather = Gather(
        input="dtmf",
        num_digits=reply.digits,
        timeout=reply.wait_seconds,
        action=address(webhooks_url, Door.CODE),
        action_on_empty_result=True,
    )
    _say(gather, reply.sentences)
    response = VoiceResponse()
    response.append(gather)
    return response


def _ask_to_pick_up(reply: AskToPickUp, webhooks_url: str) -> VoiceResponse:
    gather = Gather(
        input="dtmf",
        num_digits=1,
        timeout=reply.wait_seconds,
        action=address(webhooks_url, Door.PHONE, caller=reply.caller_id, asked=1),
        action_on_empty_result=True,
    )
    _say(gather, reply.sentences)
    response = VoiceResponse()
    response.append(gather)
    return response


def _say(verb: Any, sentences: Iterable[Heard], public_url: str = "") -> None:
    for sentence in sentences:
        if isinstance(sentence, Played):
            verb.play(f"{public_url.rstrip('/')}/recordings/{sentence.token}.wav")
            continue
        voice = find(sentence.language).say_voice
        if voice is not None:
            verb.say(_NOT_IN_XML.sub("", sentence.text), language=voice)

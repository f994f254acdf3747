"""Dial: connect the call to a conference, to telephones or to browsers.

Rule: https://www.twilio.com/docs/voice/twiml/dial
"""

from xml.etree.ElementTree import Element

from phonebank.simulator.conference import JoinTerms, LeaveReason
from phonebank.simulator.recordings import RecordingSource
from phonebank.simulator.twiml.bridge import Bridge
from phonebank.simulator.twiml.document import TwimlError
from phonebank.simulator.twiml.line import Line, Turn, flag

_USUAL_CONFERENCE_EVENTS = "start end"


async def dial(line: Line, verb: Element) -> Turn | None:
    """Connect until either side ends it, then turn to the action if there is one."""
    conference = verb.find("Conference")
    if conference is not None:
        params = await _conference(line, conference)
    else:
        params = await _telephones(line, verb)
    return line.turn(verb, params) if verb.get("action") else None


async def _conference(line: Line, element: Element) -> dict[str, str]:
    name = (element.text or "").strip()
    if not name:
        raise TwimlError(13211, "<Conference> has no name")
    call, net = line.call, line.net
    await net.switch.answer(call)
    room = net.rooms.open(name, line.callback(element, _USUAL_CONFERENCE_EVENTS))
    net.rooms.join(room, call, _terms(element))
    recording = None
    if element.get("record") == "record-from-start":
        callback = line.recording_callback(element)
        recording = net.recordings.start(RecordingSource.CONFERENCE, call.sid, room.sid, callback)
    try:
        await net.rooms.stay(call)
    finally:
        # Reached with the call still inside only when other TwiML has taken its place.
        net.rooms.leave(call, LeaveReason.REMOVED)
        if recording is not None:
            net.recordings.finish(recording)
    return {"DialCallStatus": "answered"}


def _terms(element: Element) -> JoinTerms:
    return JoinTerms(
        label=element.get("participantLabel", ""),
        start_on_enter=flag(element, "startConferenceOnEnter", True),
        end_on_exit=flag(element, "endConferenceOnExit"),
        muted=flag(element, "muted"),
        beep=element.get("beep", "true"),
        coaches=element.get("coach", ""),
    )


async def _telephones(line: Line, verb: Element) -> dict[str, str]:
    if not flag(verb, "answerOnBridge"):
        await line.net.switch.answer(line.call)
    bridge = Bridge(line, verb)
    recording = None
    try:
        child = await bridge.ring()
        if child is not None and verb.get("record", "do-not-record") != "do-not-record":
            callback = line.recording_callback(verb)
            recording = line.net.recordings.start(
                RecordingSource.DIAL_VERB, line.call.sid, callback=callback
            )
        if child is not None:
            await child.over.wait()
    finally:
        if recording is not None:
            line.net.recordings.finish(recording)
        await bridge.part()
    return bridge.outcome()

"""Record: take down what the person says."""

from xml.etree.ElementTree import Element

from phonebank.simulator.recordings import RecordingSource
from phonebank.simulator.twiml.line import Line, Turn, number

# How long a voter's spoken message is before they fall silent.
_MESSAGE_SECONDS = 8.0


async def record(line: Line, verb: Element) -> Turn | None:
    """Record until silence, a key, the longest time or the end of the call."""
    call, net = line.call, line.net
    await net.switch.answer(call)
    callback = line.recording_callback(verb)
    recording = net.recordings.start(RecordingSource.RECORD_VERB, call.sid, callback=callback)
    longest = number(verb, "maxLength", 3600)
    speaks = _MESSAGE_SECONDS + number(verb, "timeout", 5) if call.hears_hz else float(longest)
    try:
        key = await net.equipment.within(min(longest, speaks), call.digits.get())
    finally:
        net.recordings.finish(recording)
    return line.turn(
        verb,
        {
            "RecordingUrl": net.recordings.url(recording),
            "RecordingSid": recording.sid,
            "RecordingDuration": str(recording.duration_seconds),
            "Digits": key or "",
        },
    )

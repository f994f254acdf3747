"""Say, Play and Pause: what the person on the line hears."""

from xml.etree.ElementTree import Element

from phonebank.simulator.mailbox import Note, Sound, read_wave
from phonebank.simulator.twiml.document import TwimlError
from phonebank.simulator.twiml.line import Line, Turn, number
from phonebank.simulator.webhooks import WebhookFailed

_LETTERS_PER_SECOND = 15.0
_PLAY_SECONDS = 3.0
"""How long a sound lasts that is no WAV file."""
# Languages of voters that Twilio has no voice for; a recording has to be played instead.
_NO_VOICE = ("hmn", "hnj", "km", "ksw", "lo", "mww", "so")


async def prompt(line: Line, verb: Element) -> Turn | None:
    """Let the prompt be heard to its end."""
    await line.net.switch.answer(line.call)
    note, equipment = await begin(line, verb), line.net.equipment
    if line.call.mailbox is not None and note.words:
        line.call.mailbox.hear(note, equipment.clock.elapsed_seconds())
    note.whole = not await equipment.pause_unless(line.call.over, note.seconds)
    return None


async def begin(line: Line, verb: Element) -> Note:
    """Start a prompt; it tells how long it lasts, at the network's own speed."""
    words = "".join(verb.itertext()).strip()
    times = max(1, number(verb, "loop", 1))
    if verb.tag == "Pause":
        return Note("", float(number(verb, "length", 1)))
    if verb.tag == "Say":
        _check_language(line, verb.get("language", "en"))
        line.call.said.append(words)
        return Note(words, times * len(words) / _LETTERS_PER_SECOND)
    if not words and verb.get("digits"):
        line.call.said.append(f"keys {verb.get('digits')}")
        return Note(f"keys {verb.get('digits')}", 1.0)
    sound = await _fetch_sound(line, line.absolute(words))
    return Note(words, times * sound.seconds, sound.hz)


def _check_language(line: Line, language: str) -> None:
    if language.split("-")[0] in _NO_VOICE:
        line.net.equipment.warnings.append(f"13512 <Say> has no voice for {language}")


async def _fetch_sound(line: Line, url: str) -> Sound:
    """Fetch the sound as Twilio does, since a URL that serves none is a fault to be found."""
    unread = Sound(_PLAY_SECONDS, 0)
    if not url:
        raise TwimlError(13420, "<Play> has no URL")
    line.call.said.append(url)
    try:
        reply = await line.net.equipment.webhooks.fetch(url, {}, "GET")
    except WebhookFailed as failure:
        line.net.equipment.warnings.append(f"{failure.code} <Play> {failure}")
        return unread
    if not reply.content_type.startswith("audio/"):
        line.net.equipment.warnings.append(f"12300 {url} is {reply.content_type}, not audio")
    return read_wave(reply.body) or unread

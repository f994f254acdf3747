"""Say, Play and Pause: what the person on the line hears."""

from xml.etree.ElementTree import Element

from phonebank.simulator.twiml.document import TwimlError
from phonebank.simulator.twiml.line import Line, Turn, number
from phonebank.simulator.webhooks import WebhookFailed

_LETTERS_PER_SECOND = 15.0
_PLAY_SECONDS = 3.0
# Languages of voters that Twilio has no voice for; a recording has to be played instead.
_NO_VOICE = ("hmn", "hnj", "km", "ksw", "lo", "mww", "so")


async def prompt(line: Line, verb: Element) -> Turn | None:
    """Let the prompt be heard to its end."""
    await line.net.switch.answer(line.call)
    seconds = await begin(line, verb)
    await line.net.equipment.pause_unless(line.call.over, seconds)
    return None


async def begin(line: Line, verb: Element) -> float:
    """Start a prompt and return how long it lasts, in seconds."""
    words = "".join(verb.itertext()).strip()
    times = max(1, number(verb, "loop", 1))
    if verb.tag == "Pause":
        return float(number(verb, "length", 1))
    if verb.tag == "Say":
        _check_language(line, verb.get("language", "en"))
        line.call.said.append(words)
        return times * len(words) / _LETTERS_PER_SECOND
    if not words and verb.get("digits"):
        line.call.said.append(f"keys {verb.get('digits')}")
        return 1.0
    await _fetch_sound(line, line.absolute(words))
    return times * _PLAY_SECONDS


def _check_language(line: Line, language: str) -> None:
    if language.split("-")[0] in _NO_VOICE:
        line.net.equipment.warnings.append(f"13512 <Say> has no voice for {language}")


async def _fetch_sound(line: Line, url: str) -> None:
    """Fetch the sound as Twilio does, since a URL that serves none is a fault to be found."""
    if not url:
        raise TwimlError(13420, "<Play> has no URL")
    line.call.said.append(url)
    try:
        reply = await line.net.equipment.webhooks.fetch(url, {}, "GET")
    except WebhookFailed as failure:
        line.net.equipment.warnings.append(f"{failure.code} <Play> {failure}")
        return
    if not reply.content_type.startswith("audio/"):
        line.net.equipment.warnings.append(f"12300 {url} is {reply.content_type}, not audio")

"""Gather: ask for keys.

Rule: https://www.twilio.com/docs/voice/twiml/gather
"""

from xml.etree.ElementTree import Element

from phonebank.simulator.call import Call
from phonebank.simulator.twiml.document import TwimlError
from phonebank.simulator.twiml.line import Line, Turn, flag, number
from phonebank.simulator.twiml.prompts import begin

_MANY = 1000
# How long a voter thinks after the question before pressing.
_THINKS_SECONDS = 1.0


async def gather(line: Line, verb: Element) -> Turn | None:
    """Play the prompts, collect keys and turn to the action; without keys go on."""
    if "speech" in verb.get("input", "dtmf"):
        raise TwimlError(13335, "this carrier hears keys only: <Gather> must have input dtmf")
    await line.net.switch.answer(line.call)
    seconds = sum([(await begin(line, prompt)).seconds for prompt in verb])
    if line.call.keys:
        line.net.equipment.spawn(_press(line, line.call.keys.popleft(), seconds))
    digits, finisher = await _collect(line, verb, seconds)
    if not digits and not flag(verb, "actionOnEmptyResult"):
        return None
    params = {"Digits": digits, "msg": "Gather End"}
    if finisher:
        params["FinishedOnKey"] = finisher
    return line.turn(verb, params)


async def _press(line: Line, keys: str, prompt_seconds: float) -> None:
    call: Call = line.call
    if not await line.net.equipment.pause_unless(call.over, prompt_seconds + _THINKS_SECONDS):
        call.press(keys)


async def _collect(line: Line, verb: Element, prompt_seconds: float) -> tuple[str, str]:
    """The keys pressed, and the finishing key if one ended it."""
    most = number(verb, "numDigits", _MANY)
    patience = number(verb, "timeout", 5)
    finish_keys = verb.get("finishOnKey", "#")
    digits, wait = "", prompt_seconds + patience
    while len(digits) < most:
        key = await line.net.equipment.within(wait, line.call.digits.get())
        if key is None:
            break
        if key in finish_keys:
            return digits, key
        digits, wait = digits + key, float(patience)
    return digits, ""

"""Plays TwiML on a call, document after document, until it ends."""

from collections.abc import Awaitable, Callable
from xml.etree.ElementTree import Element

from phonebank.simulator.call import Call, CallStatus
from phonebank.simulator.call_params import voice_request
from phonebank.simulator.twiml.dial import dial
from phonebank.simulator.twiml.document import Document, TwimlError, parse
from phonebank.simulator.twiml.gather import gather
from phonebank.simulator.twiml.line import Line, Surroundings, Turn
from phonebank.simulator.twiml.prompts import prompt
from phonebank.simulator.twiml.record import record
from phonebank.simulator.webhooks import WebhookFailed

APPLICATION_ERROR = "We are sorry. An application error has occurred. Goodbye."


async def _redirect(line: Line, verb: Element) -> Turn | None:
    url = line.absolute((verb.text or "").strip())
    return Turn(url, verb.get("method", "POST"))


async def _hang_up(line: Line, verb: Element) -> Turn | None:
    await line.net.switch.hang_up(line.call)
    return None


async def _reject(line: Line, verb: Element) -> Turn | None:
    busy = verb.get("reason", "rejected") == "busy"
    status = CallStatus.BUSY if busy else CallStatus.NO_ANSWER
    await line.net.switch.hang_up(line.call, status)
    return None


VERBS: dict[str, Callable[[Line, Element], Awaitable[Turn | None]]] = {
    "Dial": dial,
    "Say": prompt,
    "Play": prompt,
    "Pause": prompt,
    "Gather": gather,
    "Record": record,
    "Redirect": _redirect,
    "Hangup": _hang_up,
    "Reject": _reject,
}


class Interpreter:
    """Plays documents. What goes wrong in them is said in the call and noted as a warning."""

    def __init__(self, surroundings: Surroundings) -> None:
        self._net = surroundings

    async def follow(self, call: Call, turn: Turn) -> None:
        """Fetch a document, play it and those it leads to, then hang up."""
        await self._safely(call, self._fetch_and_play(call, turn))

    async def perform(self, call: Call, twiml: str) -> None:
        """Play a document that came with a REST request, then hang up."""
        await self._safely(call, self._parse_and_play(call, twiml))

    async def _fetch_and_play(self, call: Call, turn: Turn) -> None:
        await self._play(call, await self._fetch(call, turn))

    async def _parse_and_play(self, call: Call, twiml: str) -> None:
        await self._play(call, self._parsed(twiml, ""))

    async def _safely(self, call: Call, playing: Awaitable[None]) -> None:
        try:
            await playing
        except (TwimlError, WebhookFailed) as failure:
            self._net.equipment.warnings.append(f"{failure.code} call {call.sid}: {failure}")
            call.said.append(APPLICATION_ERROR)
            await self._net.switch.answer(call)
        await self._net.switch.hang_up(call)

    async def _play(self, call: Call, document: Document | None) -> None:
        while document is not None and not call.is_over:
            turn = await self._verbs(call, document)
            document = await self._fetch(call, turn) if turn and not call.is_over else None

    async def _verbs(self, call: Call, document: Document) -> Turn | None:
        line = Line(call, self._net, document.url)
        for verb in document.verbs:
            turn = await VERBS[verb.tag](line, verb)
            if turn is not None or call.is_over:
                return turn
        return None

    async def _fetch(self, call: Call, turn: Turn) -> Document:
        params = voice_request(call, self._net.equipment.settings.account_sid) | dict(turn.params)
        reply = await self._net.equipment.webhooks.fetch(
            turn.url, params, turn.method, turn.fallback_url
        )
        return self._parsed(reply.text, turn.url)

    def _parsed(self, text: str, url: str) -> Document:
        document = parse(text, url)
        self._net.equipment.warnings.extend(document.warnings)
        return document

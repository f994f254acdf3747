"""A call joined to the first of several far ends that picks up."""

import asyncio
import urllib.parse
from typing import Any
from xml.etree.ElementTree import Element

from phonebank.simulator.call import Call, CallStatus, Direction
from phonebank.simulator.switch import Order
from phonebank.simulator.twiml.document import TwimlError
from phonebank.simulator.twiml.line import Line, number

_USUAL_EVENTS = "completed"


class Bridge:
    """Rings every far end of a `<Dial>` at once and connects one."""

    def __init__(self, line: Line, dial: Element) -> None:
        self._line = line
        self._timeout_seconds = number(dial, "timeout", 30)
        self._time_limit_seconds = number(dial, "timeLimit", 14_400)
        self._caller_id = dial.get("callerId", line.call.from_)
        self._mixer = line.net.speakers.new_mixer()
        self._children: list[Call] = []
        self._winner: asyncio.Future[Call] = asyncio.get_running_loop().create_future()
        self._nouns = list(dial) or [_plain_number(dial)]

    async def ring(self) -> Call | None:
        """Ring until somebody picks up; None if nobody does."""
        for noun in self._nouns:
            self._children.append(self._ring_one(noun))
        # A task, since a cancelled gather reports an exception that nobody retrieved.
        ends = asyncio.create_task(self._all_over())
        either: tuple[asyncio.Future[Any], ...] = (self._winner, ends)
        try:
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        finally:
            ends.cancel()
        if not self._winner.done():
            return None
        child = self._winner.result()
        await self._drop_others(child)
        await self._line.net.switch.answer(self._line.call)
        self._line.net.speakers.enter(self._mixer, self._line.call)
        self._line.net.speakers.enter(self._mixer, child)
        return child

    async def part(self) -> None:
        """Take both ends out of the bridge and hang up every far end."""
        for call in (self._line.call, *self._children):
            if self._mixer in call.mixers:
                self._line.net.speakers.exit(self._mixer, call)
        for child in self._children:
            await self._line.net.switch.hang_up(child)

    def outcome(self) -> dict[str, str]:
        """What the action is told."""
        child = self._winner.result() if self._winner.done() else self._children[0]
        params = {"DialCallSid": child.sid, "DialCallStatus": child.status.value}
        if child.started_at is not None:
            params["DialCallDuration"] = str(child.duration_seconds)
        return params

    async def _all_over(self) -> None:
        for child in self._children:
            await child.over.wait()

    def _ring_one(self, noun: Element) -> Call:
        if noun.tag == "Client":
            return self._ring_browser(noun)
        order = Order(
            from_=self._caller_id,
            to=(noun.text or "").strip(),
            direction=Direction.OUTBOUND_DIAL,
            callback=self._line.callback(noun, _USUAL_EVENTS),
            timeout_seconds=self._timeout_seconds,
            time_limit_seconds=self._time_limit_seconds,
            parent_sid=self._line.call.sid,
        )
        return self._line.net.switch.place(order, self._picked_up)

    def _ring_browser(self, noun: Element) -> Call:
        identity = (noun.findtext("Identity") or noun.text or "").strip()
        switch = self._line.net.switch
        child = switch.open(self._caller_id, f"client:{identity}", Direction.OUTBOUND_DIAL)
        child.parent_sid = self._line.call.sid
        child.callback = self._line.callback(noun, _USUAL_EVENTS)
        custom = {one.get("name", ""): one.get("value", "") for one in noun.findall("Parameter")}
        child.custom = custom
        # As the child's script it is cancelled, and the browser stops ringing, with the child.
        switch.run(child, self._offer(child, identity))
        return child

    async def _offer(self, child: Call, identity: str) -> None:
        net = self._line.net
        net.switch.progress(child, CallStatus.INITIATED)
        device = net.devices.get(identity)
        if device is None:
            net.switch.progress(child, CallStatus.NO_ANSWER)
            return
        net.switch.progress(child, CallStatus.RINGING)
        offer = device.ring(child.sid, self._parameters(child))
        leg = await net.equipment.within(self._timeout_seconds, offer)
        if leg is None:
            net.switch.progress(child, CallStatus.NO_ANSWER)
        elif child.is_over:
            await leg.hang_up()
        else:
            leg.call_sid, child.leg = child.sid, leg
            net.switch.progress(child, CallStatus.IN_PROGRESS)
            await self._picked_up(child)

    def _parameters(self, child: Call) -> dict[str, str]:
        return {
            "From": child.from_,
            "To": child.to,
            "CallSid": child.sid,
            "AccountSid": self._line.net.equipment.settings.account_sid,
            "ApiVersion": "2010-04-01",
            "Params": urllib.parse.urlencode(child.custom),
        }

    async def _picked_up(self, child: Call) -> None:
        if self._winner.done():
            await self._line.net.switch.hang_up(child)
            return
        self._winner.set_result(child)
        await child.over.wait()

    async def _drop_others(self, winner: Call) -> None:
        for child in self._children:
            if child is not winner:
                await self._line.net.switch.hang_up(child)


def _plain_number(dial: Element) -> Element:
    text = (dial.text or "").strip()
    if not text:
        raise TwimlError(13201, "<Dial> has nobody to call")
    noun = Element("Number")
    noun.text = text
    return noun

"""The control door: what tests and the demo do to the network from outside the telephone.

Plain JSON under /control. It is no part of Twilio, and is served on loopback only.
"""

import json
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from phonebank.simulator.call import Call
from phonebank.simulator.description import Description
from phonebank.simulator.faults import Faults
from phonebank.simulator.network import Network
from phonebank.simulator.picture import (
    call_picture,
    message_picture,
    picture,
    voter_picture,
)
from phonebank.simulator.settings import Rates

Json = dict[str, Any]
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Control:
    """The handlers under /control."""

    def __init__(self, network: Network, description: Description | None) -> None:
        self._network = network
        self._description = description

    def routes(self) -> list[web.RouteDef]:
        """The routes for the web application."""
        gets: dict[str, Handler] = {
            "state": self._state,
            "violations": self._violations,
            "voters": self._voters,
            "voters/{number}": self._voter,
            "faults": self._faults,
            "clock": self._clock,
            "heard/{call_sid}": self._heard,
        }
        posts: dict[str, Callable[[Json], Awaitable[Any]]] = {
            "voters": self._add_voters,
            "faults": self._set_faults,
            "rates": self._set_rates,
            "clock": self._move_clock,
            "inbound-text": self._inbound_text,
            "inbound-call": self._inbound_call,
            "press": self._press,
            "hang-up": self._hang_up,
            "settle": self._settle,
            "reset": self._reset,
        }
        return [
            *(web.get(f"/control/{path}", handler) for path, handler in gets.items()),
            *(web.post(f"/control/{path}", _posting(act)) for path, act in posts.items()),
        ]

    async def _state(self, request: web.Request) -> web.Response:
        return _json(picture(self._network))

    async def _violations(self, request: web.Request) -> web.Response:
        return _json(self._description.violations if self._description else [])

    async def _voters(self, request: web.Request) -> web.Response:
        return _json([voter_picture(one) for one in self._network.voters.listed()])

    async def _voter(self, request: web.Request) -> web.Response:
        return _json(voter_picture(self._network.voters.at(request.match_info["number"])))

    async def _faults(self, request: web.Request) -> web.Response:
        return _json(self._network.equipment.faults.as_json())

    async def _clock(self, request: web.Request) -> web.Response:
        return _json(self._time())

    async def _heard(self, request: web.Request) -> web.Response:
        return _json(self._network.heard(request.match_info["call_sid"]))

    async def _add_voters(self, body: Any) -> Json:
        rows = body if isinstance(body, list) else [body]
        return {"added": self._network.voters.add(rows)}

    async def _set_faults(self, body: Json) -> Json:
        self._network.equipment.faults = Faults.from_json(body)
        return self._network.equipment.faults.as_json()

    async def _set_rates(self, body: Json) -> Json:
        self._network.equipment.rates = Rates(**body)
        return body

    async def _move_clock(self, body: Json) -> Json:
        if "advance_seconds" in body:
            await self._network.clock.advance(float(body["advance_seconds"]))
        else:
            await self._network.clock.set_offset(float(body["offset_seconds"]))
        return self._time()

    async def _inbound_text(self, body: Json) -> Json:
        message = await self._network.texts.receive(body["from"], body["to"], body["body"])
        return message_picture(message)

    async def _inbound_call(self, body: Json) -> Json:
        keys = body.get("keys", [])
        return call_picture(self._network.call_in(body["from"], body["to"], keys))

    async def _press(self, body: Json) -> Json:
        call = self._call(body)
        call.press(body["keys"])
        return call_picture(call)

    async def _hang_up(self, body: Json) -> Json:
        call = self._call(body)
        await self._network.switch.hang_up(call)
        return call_picture(call)

    async def _settle(self, body: Json) -> Json:
        await self._network.webhooks.settle()
        return {"settled": True}

    async def _reset(self, body: Json) -> Json:
        await self._network.reset(owned_too=body.get("owned_too") is True)
        if self._description is not None:
            self._description.violations.clear()
        return {"reset": True}

    def _call(self, body: Json) -> Call:
        call = self._network.switch.calls.get(body["call_sid"])
        if call is None:
            raise LookupError(f"no call {body['call_sid']}")
        return call

    def _time(self) -> Json:
        clock = self._network.clock
        return {"now": clock.now().isoformat(), "offset_seconds": clock.offset_seconds}


def _posting(act: Callable[[Json], Awaitable[Any]]) -> Handler:
    async def serve(request: web.Request) -> web.Response:
        # A page of another origin can post a form without asking, but not JSON.
        if request.can_read_body and request.content_type != "application/json":
            return _json({"error": "send JSON"}, 415)
        try:
            body = await request.json() if request.can_read_body else {}
            return _json(await act(body))
        except LookupError as error:
            missing = f"missing or unknown: {error.args[0] if error.args else error}"
            return _json({"error": missing}, 404)
        except (ValueError, TypeError) as error:
            return _json({"error": str(error)}, 400)

    return serve


def _json(body: Any, status: int = 200) -> web.Response:
    text = json.dumps(body, ensure_ascii=False)
    return web.json_response(text=text, status=status)

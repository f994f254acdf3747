"""The REST door: who may enter, what goes wrong on purpose, and how answers leave."""

import asyncio
import base64
import binascii
import hmac
from collections.abc import Awaitable, Callable
from urllib.parse import parse_qsl

from aiohttp import web

from phonebank.simulator.description import Asked, Description
from phonebank.simulator.faults import RestFault, RestTrouble
from phonebank.simulator.network import Network
from phonebank.simulator.rest import (
    accounts,
    applications,
    calls,
    conferences,
    lookups,
    messages,
    numbers,
    participants,
    recordings,
    services,
)
from phonebank.simulator.rest.errors import ApiError
from phonebank.simulator.rest.exchange import Answer, Ask, Route, missing

ROUTES: tuple[Route, ...] = (
    *calls.ROUTES,
    *participants.ROUTES,
    *conferences.ROUTES,
    *messages.ROUTES,
    *recordings.ROUTES,
    *numbers.ROUTES,
    *applications.ROUTES,
    *accounts.ROUTES,
    *services.ROUTES,
    *lookups.ROUTES,
)


class Door:
    """Serves REST requests. `description` is None where requests are not checked."""

    def __init__(self, network: Network, description: Description | None) -> None:
        self._network = network
        self._description = description

    def routes(self) -> list[web.RouteDef]:
        """The routes for the web application."""
        return [web.route(one.method, one.path, self._serving(one)) for one in ROUTES]

    def _serving(self, route: Route) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def serve(request: web.Request) -> web.StreamResponse:
            try:
                return _response(await self._answer(route, request))
            except ApiError as error:
                headers = {"Retry-After": "1"} if error.status == 429 else {}
                return web.json_response(error.body(), status=error.status, headers=headers)

        return serve

    async def _answer(self, route: Route, request: web.Request) -> Answer:
        self._admit(request)
        pairs = await _pairs(request)
        asked = Asked(route.method, route.path, request.path, pairs)
        if self._description is not None:
            complaint = self._description.complaint(asked)
            if complaint is not None:
                raise ApiError(20001, complaint)
        ask = Ask(self._network, request.match_info, pairs)
        answer = await self._with_trouble(request, lambda: route.handler(ask))
        if self._description is not None and answer.body is not None:
            self._description.check_answer(asked, answer.status, answer.body)
        return answer

    def _admit(self, request: web.Request) -> None:
        """Check the credentials and that the account in the path is theirs."""
        if not self._knows(*_credentials(request)):
            raise ApiError(20003)
        parts = request.match_info
        named = parts.get("AccountSid")
        if request.path.startswith("/2010-04-01/") and named is None:
            named = parts["Sid"]
        if named not in (None, self._network.settings.account_sid):
            raise missing()

    def _knows(self, user: str, password: str) -> bool:
        settings = self._network.settings
        secrets = {
            settings.account_sid: settings.auth_token,
            settings.api_key_sid: settings.api_key_secret,
        }
        secrets |= {key.sid: key.secret for key in self._network.resources.keys.values()}
        return user in secrets and hmac.compare_digest(secrets[user], password)

    async def _with_trouble(
        self, request: web.Request, act: Callable[[], Awaitable[Answer]]
    ) -> Answer:
        trouble = self._network.equipment.faults.take_rest(request.method, request.path)
        if trouble is None:
            return await act()
        if trouble.kind in (RestFault.ACTED_THEN_ERROR, RestFault.TIMEOUT_AFTER):
            await act()
        raise await _failed(trouble)


async def _failed(trouble: RestTrouble) -> ApiError:
    if trouble.kind in (RestFault.TIMEOUT_BEFORE, RestFault.TIMEOUT_AFTER):
        # The asker's patience runs by the machine's clock, not by the simulated one.
        await asyncio.sleep(trouble.hold_seconds)
    if trouble.kind is RestFault.RATE_LIMITED:
        return ApiError(20429)
    return ApiError(20503 if trouble.kind is RestFault.UNAVAILABLE else 20500)


def _credentials(request: web.Request) -> tuple[str, str]:
    scheme, _, encoded = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return "", ""
    try:
        user, _, password = base64.b64decode(encoded).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return user, password


async def _pairs(request: web.Request) -> tuple[tuple[str, str], ...]:
    if request.method == "POST":
        return tuple(parse_qsl(await request.text(), keep_blank_values=True))
    return tuple(request.query.items())


def _response(answer: Answer) -> web.Response:
    if answer.body is None:
        return web.Response(status=answer.status)
    return web.json_response(answer.body, status=answer.status)

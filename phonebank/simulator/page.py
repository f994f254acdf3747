"""One page that shows what is happening on the network, refreshing itself."""

from collections.abc import Iterator, Reversible
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from phonebank.simulator.conference import Conference
from phonebank.simulator.network import Network
from phonebank.simulator.picture import Json, call_picture, message_picture, webhook_picture

_TEMPLATES = Path(__file__).parent / "templates"
_SHOWN = 30
_TEXTS_SEEN = 200
_PHONES_SHOWN = 12
_TEXTS_A_PHONE = 6


class Page:
    """The page, and the part of it that is fetched again every second."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._templates = Environment(
            loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined
        )

    def routes(self) -> list[web.RouteDef]:
        """The routes for the web application."""
        return [web.get("/", self._whole), web.get("/now", self._part)]

    async def _whole(self, request: web.Request) -> web.Response:
        return self._rendered("network.html")

    async def _part(self, request: web.Request) -> web.Response:
        return self._rendered("now.html")

    def _rendered(self, name: str) -> web.Response:
        html = self._templates.get_template(name).render(self._shown())
        headers = {"Content-Security-Policy": _POLICY, "Cache-Control": "no-store"}
        return web.Response(text=html, content_type="text/html", headers=headers)

    def _shown(self) -> dict[str, Any]:
        network = self._network
        calls = network.switch.calls.values()
        rooms = [one for one in network.rooms.conferences.values() if one.inside()]
        return {
            "now": network.clock.now(),
            "offset_seconds": network.clock.offset_seconds,
            "live": [call_picture(one) for one in calls if not one.is_over],
            "finished": [call_picture(one) for one in _latest(calls) if one.is_over],
            "rooms": [_room(one) for one in rooms],
            "phones": [self._phone(*one) for one in _phones(network)],
            "webhooks": [webhook_picture(one) for one in _latest(network.webhooks.log)],
            "warnings": list(_latest(network.equipment.warnings)),
            "names": {one.number: one.name for one in network.voters.listed()},
        }

    def _phone(self, number: str, texts: list[Json]) -> Json:
        language = self._network.voters.at(number).language
        return {"number": number, "language": language, "texts": texts[-_TEXTS_A_PHONE:]}


_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'"
)


_Item = TypeVar("_Item")


def _latest(items: Reversible[_Item]) -> Iterator[_Item]:
    return islice(reversed(items), _SHOWN)


def _room(room: Conference) -> Json:
    return {"name": room.name, "inside": [call_picture(one.call) for one in room.inside()]}


def _phones(network: Network) -> Iterator[tuple[str, list[Json]]]:
    """The latest texts by the voter's telephone, the one with the latest text first."""
    owned = set(network.settings.numbers)
    phones: dict[str, list[Json]] = {}
    for message in islice(reversed(network.texts.messages.values()), _TEXTS_SEEN):
        number = message.from_ if message.to in owned else message.to
        phones.setdefault(number, []).insert(0, message_picture(message))
    return islice(phones.items(), _PHONES_SHOWN)

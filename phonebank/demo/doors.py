"""The HTTP doors that a browser uses, used by a robot: cookies, the page's token, JSON."""

import re
from collections.abc import AsyncIterator, Sequence
from typing import Any, Self

import aiohttp

_TOKEN = re.compile(r'name="csrf-token" content="([^"]+)"')
TIMEOUT_SECONDS = 20.0


class DoorClosed(Exception):
    """A door answered with an error; `status` is HTTP's, the message the server's own."""

    def __init__(self, status: int, path: str, message: str) -> None:
        super().__init__(f"{path}: {status} {message}")
        self.status = status


class Doors:
    """One robot's browser.

    >>> async with Doors("http://127.0.0.1:8000") as doors:  # doctest: +SKIP
    ...     await doors.join("/join/abc", "Robo Example", ["en"])
    """

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url
        self._token = ""
        self._session = aiohttp.ClientSession(
            cookie_jar=aiohttp.CookieJar(unsafe=True),  # the demo's host is an address
            # The server closes what rests for two seconds: a request must not meet it doing so.
            connector=aiohttp.TCPConnector(keepalive_timeout=1.0),
            timeout=aiohttp.ClientTimeout(total=TIMEOUT_SECONDS),
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()

    async def join(self, path: str, name: str, languages: Sequence[str]) -> None:
        """Open a join link, fill in the form and send it."""
        await self._read_page(path)
        form = [("csrf_token", self._token), ("name", name)]
        form += [("language", tag) for tag in languages]
        form += [("ranking", ",".join(languages))]
        async with self._session.post(self._base_url + path, data=form) as answer:
            page = await answer.text()
            if answer.status >= 400:
                raise DoorClosed(answer.status, path, "the form was not taken")
        self._note_token(page)

    async def come_back(self, path: str) -> None:
        """Open a link to come back by."""
        await self._read_page(path)

    async def events(self, path: str) -> AsyncIterator[str]:
        """A stream's events, as they come, for as long as it is read."""
        timeout = aiohttp.ClientTimeout(total=None)
        async with self._session.get(self._base_url + path, timeout=timeout) as answer:
            async for line in answer.content:
                if line.startswith(b"event: look"):
                    yield line.decode().strip()

    async def get(self, path: str, **query: str) -> Any:
        """Ask for JSON."""
        async with self._session.get(
            self._base_url + path, params=query, headers={"Accept": "application/json"}
        ) as answer:
            return await _json(answer, path)

    async def post(self, path: str, **body: Any) -> Any:
        """Send JSON with the page's token."""
        headers = {"X-CSRFToken": self._token, "Accept": "application/json"}
        async with self._session.post(self._base_url + path, json=body, headers=headers) as answer:
            return await _json(answer, path)

    async def _read_page(self, path: str) -> None:
        async with self._session.get(self._base_url + path) as answer:
            self._note_token(await answer.text())

    def _note_token(self, page: str) -> None:
        if found := _TOKEN.search(page):
            self._token = found[1]


async def _json(answer: aiohttp.ClientResponse, path: str) -> Any:
    if answer.status >= 400:
        raise DoorClosed(answer.status, path, (await answer.text())[:200])
    return await answer.json() if answer.status != 204 else None

"""Requests to the application: signed, timed and retried the way Twilio does it.

Rules: https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides
"""

import asyncio
import secrets
import time
from collections import deque
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import aiohttp
from yarl import URL

from phonebank.simulator.clock import Clock
from phonebank.simulator.faults import Faults
from phonebank.simulator.settings import Settings
from phonebank.simulator.signing import signature
from phonebank.simulator.webhook_target import Target

_LOG_LENGTH = 20_000
_REORDER_PATIENCE_SECONDS = 2.0


@dataclass(frozen=True)
class Reply:
    """What the application answered."""

    status: int
    content_type: str
    text: str
    body: bytes


@dataclass(frozen=True)
class SentWebhook:
    """One attempt, as the log keeps it. `status` 0 means that no answer came."""

    at: datetime
    url: str
    method: str
    params: Mapping[str, str]
    status: int
    error: str
    ms: int
    attempt: int
    idempotency_token: str


class WebhookFailed(Exception):
    """The application did not answer usefully; `code` is Twilio's error code for it."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


class Webhooks:
    """Sends webhooks and remembers how each went."""

    def __init__(self, settings: Settings, clock: Clock, faults: Callable[[], Faults]) -> None:
        self._settings = settings
        self._clock = clock
        self._faults = faults
        self._session: aiohttp.ClientSession | None = None
        self._lanes: dict[str, asyncio.Task[None]] = {}
        self._pending: set[asyncio.Task[None]] = set()
        self._held: dict[str, asyncio.Event] = {}
        self.log: deque[SentWebhook] = deque(maxlen=_LOG_LENGTH)

    async def close(self) -> None:
        """Give up what is under way and disconnect."""
        await self.forget()
        if self._session is not None:
            await self._session.close()

    async def forget(self) -> None:
        """Give up what is under way and empty the log."""
        pending = list(self._pending)
        for task in pending:
            task.cancel()
        await asyncio.gather(*pending, return_exceptions=True)
        self._lanes.clear()
        self._held.clear()
        self.log.clear()

    async def fetch(
        self, url: str, params: Mapping[str, str], method: str = "POST", fallback_url: str = ""
    ) -> Reply:
        """Ask the application, then its fallback, and return a 2xx answer.

        Raises WebhookFailed when neither gave one.
        """
        try:
            return await self._deliver(url, params, method)
        except WebhookFailed as failure:
            if not fallback_url:
                raise
            told = {**params, "ErrorCode": str(failure.code), "ErrorUrl": url}
            return await self._deliver(fallback_url, told, method)

    def notify(self, lane: str, url: str, params: Mapping[str, str], method: str = "POST") -> None:
        """Tell the application something, in the background.

        The callbacks of one lane (a call, a message) arrive in order unless a fault is on.
        """
        before = self._lanes.get(lane)
        task = asyncio.create_task(self._tell(lane, before, url, params, method))
        self._lanes[lane] = task
        self._pending.add(task)
        task.add_done_callback(lambda done: self._done(lane, done))

    async def settle(self) -> None:
        """Wait until nothing is under way."""
        while self._pending:
            await asyncio.wait(self._pending)

    def _done(self, lane: str, done: asyncio.Task[None]) -> None:
        self._pending.discard(done)
        if self._lanes.get(lane) is done:
            del self._lanes[lane]

    async def _tell(
        self,
        lane: str,
        before: asyncio.Task[None] | None,
        url: str,
        params: Mapping[str, str],
        method: str,
    ) -> None:
        faults = self._faults()
        disturbed = faults.disturbs(url)
        if disturbed and faults.random.random() < faults.lose:
            return
        may_be_held = disturbed and lane not in self._held
        if may_be_held and faults.random.random() < faults.reorder:
            await self._let_one_pass(lane)
        else:
            await self._after(lane, before)
        if disturbed and faults.delay_seconds:
            await self._clock.sleep(faults.delay_seconds)
        for _ in range(1 + (faults.duplicate if disturbed else 0)):
            await self._deliver_quietly(url, params, method)
        if lane in self._held:
            self._held.pop(lane).set()

    async def _let_one_pass(self, lane: str) -> None:
        """Wait for the callback behind this one, or for so long that none seems to come."""
        passed = self._held[lane] = asyncio.Event()
        try:
            await asyncio.wait_for(passed.wait(), _REORDER_PATIENCE_SECONDS)
        except TimeoutError:
            self._held.pop(lane, None)

    async def _after(self, lane: str, before: asyncio.Task[None] | None) -> None:
        """Keep the lane's order, unless the one before is being held back on purpose."""
        if before is not None and lane not in self._held:
            await asyncio.wait({before})

    async def _deliver_quietly(self, url: str, params: Mapping[str, str], method: str) -> None:
        try:
            await self._deliver(url, params, method)
        except WebhookFailed:
            # The log has it; Twilio does not tell the application either.
            return

    async def _deliver(self, url: str, params: Mapping[str, str], method: str) -> Reply:
        target = Target.of(url, self._settings.public_hosts, self._settings.webhook_read_seconds)
        token = secrets.token_urlsafe(16)
        for attempt in range(target.retries + 1):
            reply, reason, error = await self._attempt(target, params, method, attempt, token)
            if reply is not None and reply.status < 400:
                return reply
            if not target.retries_on(reason):
                break
        raise WebhookFailed(11200 if reply is not None else 11205, f"{url}: {error or reason}")

    async def _attempt(
        self, target: Target, params: Mapping[str, str], method: str, attempt: int, token: str
    ) -> tuple[Reply | None, str, str]:
        """One request. Returns the answer if any, why a retry might help, and the error's text."""
        began, at = time.monotonic(), self._clock.now()
        reply, reason, error = await _outcome(self._request(target, params, method, token))
        self.log.append(
            SentWebhook(
                at=at,
                url=target.public_url,
                method=method,
                params=dict(params),
                status=reply.status if reply else 0,
                error=error,
                ms=round((time.monotonic() - began) * 1000),
                attempt=attempt,
                idempotency_token=token,
            )
        )
        return reply, reason, error

    async def _request(
        self, target: Target, params: Mapping[str, str], method: str, token: str
    ) -> Reply:
        public_url = target.public_url
        form: Mapping[str, str] | None = params
        if method == "GET":
            public_url, form = target.with_query(params), None
        headers = {
            **target.headers,
            "X-Twilio-Signature": signature(self._settings.auth_token, public_url, form or {}),
            "I-Twilio-Idempotency-Token": token,
            "User-Agent": "TwilioProxy/1.1",
            "Accept": "*/*",
        }
        async with self._client().request(
            method,
            URL(target.local(public_url), encoded=True),
            data=form,
            headers=headers,
            timeout=target.timeout,
            allow_redirects=method == "GET",
        ) as response:
            body = await response.read()  # of which text() makes words
            text = await response.text(errors="replace")
            return Reply(response.status, response.content_type, text, body)

    def _client(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=200), cookie_jar=aiohttp.DummyCookieJar()
            )
        return self._session


async def _outcome(
    request: Coroutine[Any, Any, Reply],
) -> tuple[Reply | None, str, str]:
    try:
        reply = await request
    except (aiohttp.ConnectionTimeoutError, aiohttp.ClientConnectorError) as error:
        return None, "ct", str(error) or "connection timed out"
    except (TimeoutError, aiohttp.ClientError) as error:
        return None, "rt", str(error) or "no answer in time"
    if reply.status >= 400:
        return reply, "5xx" if reply.status >= 500 else "4xx", f"HTTP {reply.status}"
    return reply, "", ""

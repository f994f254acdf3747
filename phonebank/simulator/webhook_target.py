"""Where a webhook goes and how hard it is tried, read from its URL.

The fragment holds connection overrides (`#rc=2&rp=5xx,ct,rt`) and is never sent or signed:
https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides
"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import aiohttp

_TOTAL_SECONDS = 15.0
_DEFAULT_RETRIES = 1
_MOST_RETRIES = 5


@dataclass(frozen=True)
class Target:
    """A webhook's destination."""

    public_url: str
    """What is signed: the URL without its fragment."""
    behind: str
    """Base URL of the server behind the public host; empty if it is reached directly."""
    retries: int
    retry_policy: frozenset[str]
    connect_seconds: float
    read_seconds: float

    @classmethod
    def of(cls, url: str, public_hosts: Mapping[str, str], read_seconds: float) -> "Target":
        """Read the URL and its overrides; a value out of range counts as the nearest allowed."""
        parts = urlsplit(url)
        overrides = dict(parse_qsl(parts.fragment))
        return cls(
            public_url=urlunsplit(parts._replace(fragment="")),
            behind=public_hosts.get(parts.netloc, ""),
            retries=_within(overrides.get("rc"), 0, _MOST_RETRIES, _DEFAULT_RETRIES),
            retry_policy=frozenset(overrides.get("rp", "ct").split(",")),
            connect_seconds=_within(overrides.get("ct"), 100, 10_000, 5_000) / 1000,
            read_seconds=_within(overrides.get("rt"), 100, 15_000, round(read_seconds * 1000))
            / 1000,
        )

    @property
    def timeout(self) -> aiohttp.ClientTimeout:
        """Connect, read and total, in seconds."""
        return aiohttp.ClientTimeout(
            total=_TOTAL_SECONDS, sock_connect=self.connect_seconds, sock_read=self.read_seconds
        )

    @property
    def headers(self) -> dict[str, str]:
        """What a reverse proxy adds, where one is played."""
        if not self.behind:
            return {}
        parts = urlsplit(self.public_url)
        forwarded = {"X-Forwarded-Proto": parts.scheme, "X-Forwarded-Host": parts.netloc}
        return {"Host": parts.netloc, "X-Forwarded-For": "192.0.2.1", **forwarded}

    def retries_on(self, reason: str) -> bool:
        """Whether a failure of this kind (ct, rt, 4xx, 5xx) is tried again."""
        return bool(reason) and (reason in self.retry_policy or "all" in self.retry_policy)

    def with_query(self, params: Mapping[str, str]) -> str:
        """The public URL with the parameters added, for GET."""
        joint = "&" if urlsplit(self.public_url).query else "?"
        return f"{self.public_url}{joint}{urlencode(params)}" if params else self.public_url

    def local(self, public_url: str) -> str:
        """The address to connect to for this public URL."""
        if not self.behind:
            return public_url
        parts = urlsplit(public_url)
        return self.behind.rstrip("/") + urlunsplit(("", "", parts.path, parts.query, ""))


def _within(raw: str | None, low: int, high: int, default: int) -> int:
    if raw is None or not raw.isdigit():
        return default
    return min(max(int(raw), low), high)

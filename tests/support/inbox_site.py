"""The web surface in this process, with one texter's inbox behind it."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from math import ceil

from flask import Flask
from redis import Redis
from werkzeug.serving import make_server

from phonebank.config import ClockConfig, Config
from phonebank.web import create_app
from phonebank.wiring import Application
from tests.support.inbox_world import InboxWorld, make_inbox_world
from tests.support.world import NOON


def config_at_noon(database_url: str, redis_url: str) -> Config:
    """A configuration whose clock stands just after NOON, when voters may be contacted."""
    offset = NOON + timedelta(minutes=5) - datetime.now(UTC)
    return Config(
        database_url=database_url,
        redis_url=redis_url,
        public_url="http://127.0.0.1",
        webhooks_url="http://127.0.0.1",
        secret_key="a secret that is for tests only",
        clock=ClockConfig(offset_seconds=ceil(offset.total_seconds())),
    )


@dataclass
class InboxSite:
    """A texter, and an application that serves them. What tests do in `acting` is announced."""

    app: Application
    inbox: InboxWorld
    flask: Flask = field(init=False)
    url: str = ""

    def __post_init__(self) -> None:
        self.flask = create_app(self.app)

    @property
    def link(self) -> str:
        """The texter's own link to come back."""
        return f"{self.url}/back/{self.inbox.texter.return_code}"

    @contextmanager
    def acting(self) -> Iterator[InboxWorld]:
        """The world in a transaction of its own."""
        with self.app.database.transaction() as session:
            self.inbox.session = session
            yield self.inbox

    def queued_jobs(self) -> int:
        """How many jobs wait to hand a text to the carrier."""
        with Redis.from_url(self.app.config.redis_url) as redis:
            return int(redis.llen("rq:queue:texts"))

    def close(self) -> None:
        """Let go of the database, the queues and the packed files."""
        self.flask.extensions["packed static files"].cleanup()
        self.app.database.engine.dispose()
        self.app.redis.close()


@contextmanager
def inbox_site(
    database_url: str, redis_url: str, languages: Sequence[str], page_language: str = "en"
) -> Iterator[InboxSite]:
    """The application over a database, with a running texting shift in it."""
    app = Application(config_at_noon(database_url, redis_url))
    with app.database.transaction() as session:
        inbox = make_inbox_world(session, languages)
        inbox.texter.page_language = page_language
    site = InboxSite(app, inbox)
    try:
        yield site
    finally:
        site.close()


@contextmanager
def served(site: InboxSite) -> Iterator[InboxSite]:
    """The site at a real address, each request in a thread of its own."""
    server = make_server("127.0.0.1", 0, site.flask, threaded=True)
    server.daemon_threads = True  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        site.url = f"http://127.0.0.1:{server.server_port}"
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()

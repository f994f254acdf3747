"""The web surface in this process, with one caller's page behind it and a carrier in memory."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from flask import Flask
from flask.testing import FlaskClient
from rq import Queue

from phonebank.domain.call import Call, CallEvent
from phonebank.domain.caller import Caller
from phonebank.domain.contact_rules import Channel
from phonebank.services import placing
from phonebank.services.line_events import call_progressed
from phonebank.telephony.port import CallProgress
from phonebank.web import create_app
from phonebank.wiring import Application
from tests.support.carrier import FakeCarrier
from tests.support.inbox_site import config_at_noon
from tests.support.world import World, add_caller, make_world


@dataclass
class CallerSite:
    """A caller on a running shift, and an application that serves them."""

    app: Application
    world: World
    caller: Caller
    carrier: FakeCarrier
    flask: Flask = field(init=False)

    def __post_init__(self) -> None:
        self.flask = create_app(self.app)
        self.flask.config["WTF_CSRF_ENABLED"] = False

    def client(self) -> FlaskClient:
        """A browser that was never here before."""
        return self.flask.test_client()

    def call(self, call_id: int) -> Call:
        """A call as it is now."""
        with self.app.database.transaction() as session:
            return session.get_one(Call, call_id)

    def queued(self) -> list[tuple[str, tuple[object, ...]]]:
        """The jobs that wait on the queue of calls: name of the function, and its arguments."""
        queue = Queue("calls", connection=self.app.redis)
        return [(job.func_name.rsplit(".", 1)[-1], job.args) for job in queue.jobs]

    def place(self, call_id: int) -> str:
        """Do what the job does; the carrier's id of the line."""
        placing.place(self.app.database, self.carrier, call_id, self.app.clock)
        return str(self.call(call_id).carrier_sid)

    def happens(self, call_id: int, *events: CallEvent) -> None:
        """The carrier tells of the voter's line."""
        for event in events:
            with self.app.database.transaction() as session:
                sid = str(session.get_one(Call, call_id).carrier_sid)
                told = CallProgress(f"{sid}:{event}", call_id, sid, event)
                call_progressed(session, told, self.app.clock())


@contextmanager
def caller_site(
    database_url: str, redis_url: str, *, channel: Channel = Channel.CALL
) -> Iterator[CallerSite]:
    """The application over a database, with a running shift and a caller whose line is up."""
    app = Application(config_at_noon(database_url, redis_url))
    carrier = FakeCarrier(app.clock)
    app.__dict__["carrier"] = carrier
    with app.database.transaction() as session:
        world = make_world(session, channel=channel, languages=("en", "en", "en"))
        caller = add_caller(session, world.shift)
    site = CallerSite(app, world, caller, carrier)
    try:
        yield site
    finally:
        site.flask.extensions["packed static files"].cleanup()
        app.database.engine.dispose()
        app.redis.close()

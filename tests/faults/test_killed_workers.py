"""A worker killed at the worst moment sends and dials once all the same."""

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from sqlalchemy import select

from phonebank.clock import SystemClock
from phonebank.conductor.rounds import one_round
from phonebank.config import ClockConfig, Config, TwilioConfig
from phonebank.domain.call import Call, CallState
from phonebank.domain.contact_rules import Channel
from phonebank.domain.text_message import Conversation, TextMessage, TextState
from phonebank.jobs import calls, texts
from phonebank.jobs.queues import QueueName, enqueue
from phonebank.services import assigning, texting
from phonebank.services.dialling import call_next_voter
from phonebank.wiring import Application
from tests.support.holding_proxy import Hold, holding_proxy
from tests.support.simulator import RunningSimulator
from tests.support.world import NOON, add_caller, make_world

VOTER = "+16515550101"
LATER_SECONDS = 120
REPOSITORY = Path(__file__).parents[2]
WORKER = [sys.executable, "-m", "phonebank", "worker"]


@dataclass(frozen=True)
class Site:
    """The application in front of a simulator, with a clock that a test can move."""

    app: Application
    simulator: RunningSimulator

    def later(self) -> Application:
        """The same application, once every wait is over."""
        offset = self.app.config.clock.offset_seconds + LATER_SECONDS
        return Application(replace(self.app.config, clock=ClockConfig(offset)))

    def kill_worker(self, hold: Hold) -> None:
        """Run a real worker process until the carrier is being asked, and kill it there."""
        with holding_proxy(self.simulator.base_url, hold) as proxy:
            environment = _environment(self.app.config, proxy.url)
            worker = subprocess.Popen(WORKER, env=environment, cwd=REPOSITORY)
            try:
                assert proxy.held.wait(30), "the worker never asked the carrier"
            finally:
                os.kill(worker.pid, signal.SIGKILL)
                worker.wait()


@pytest.fixture
def site(
    migrated_database_url: str, redis_url: str, running_simulator: RunningSimulator
) -> Iterator[Site]:
    settings = running_simulator.settings
    running_simulator.post("clock", {"offset_seconds": _offset_to_noon()})
    config = Config(
        database_url=migrated_database_url,
        redis_url=redis_url,
        public_url="http://127.0.0.1:1",
        webhooks_url="http://127.0.0.1:1",
        secret_key="made up for the tests",
        clock=ClockConfig(_offset_to_noon()),
        twilio=TwilioConfig(
            account_sid=settings.account_sid,
            auth_token=settings.auth_token,
            api_key_sid=settings.api_key_sid,
            api_key_secret=settings.api_key_secret,
            api_base_url=running_simulator.base_url,
        ),
    )
    app = Application(config)
    yield Site(app, running_simulator)
    app.database.engine.dispose()
    app.redis.close()


def test_a_worker_killed_before_the_carrier_was_asked_sends_once_later(site: Site) -> None:
    text_id = _queued_text(site.app)
    site.kill_worker(Hold.BEFORE_THE_CARRIER)
    assert _texts_at_carrier(site) == 0
    _recover(site)
    assert _texts_at_carrier(site) == 1
    assert _text(site.app, text_id).state is TextState.SENT


def test_a_worker_killed_after_the_carrier_sent_never_sends_again(site: Site) -> None:
    text_id = _queued_text(site.app)
    site.kill_worker(Hold.AFTER_THE_CARRIER)
    assert _text(site.app, text_id).state is TextState.SENDING
    _recover(site)
    assert _texts_at_carrier(site) == 1
    text = _text(site.app, text_id)
    assert text.carrier_sid is not None
    assert text.state in {TextState.SENT, TextState.DELIVERED}


def test_a_worker_killed_in_the_middle_of_a_backlog_sends_each_text_once(site: Site) -> None:
    count = 12
    _queued_text(site.app, count)
    site.kill_worker(Hold.AFTER_THE_CARRIER)
    _recover(site)
    messages = site.simulator.state()["messages"]
    sent = Counter(each["to"] for each in messages if each["direction"] != "inbound")
    assert sent == {f"+1651555{101 + place:04d}": 1 for place in range(count)}
    with site.app.database.transaction() as session:
        states = set(session.scalars(select(TextMessage.state)))
    assert states <= {TextState.SENT, TextState.DELIVERED}


def test_a_worker_killed_before_the_carrier_was_asked_leaves_no_call_behind(site: Site) -> None:
    call_id = _queued_call(site.app)
    site.kill_worker(Hold.BEFORE_THE_CARRIER)
    _recover(site)
    assert _calls_at_carrier(site) == 0
    call = _call(site.app, call_id)
    assert call.state is CallState.CANCELLED
    assert call.closed_at is not None, "the caller is free to go on"


def test_a_worker_killed_after_the_carrier_dialled_never_dials_again(site: Site) -> None:
    site.simulator.voter(VOTER, temper="talks")
    call_id = _queued_call(site.app)
    site.kill_worker(Hold.AFTER_THE_CARRIER)
    _recover(site)
    assert _calls_at_carrier(site) == 1
    assert _call(site.app, call_id).carrier_sid is not None


def _recover(site: Site) -> None:
    """What the conductor and a new worker do in the next minutes."""
    later = site.later()
    for _ in range(2):
        one_round(later)
        environment = _environment(later.config, site.simulator.base_url)
        subprocess.run([*WORKER, "--burst"], env=environment, cwd=REPOSITORY, check=True)
    later.database.engine.dispose()
    later.redis.close()


def _queued_text(app: Application, count: int = 1) -> int:
    with app.database.transaction() as session:
        world = make_world(session, channel=Channel.TEXT, languages=["en"] * count)
        texter = add_caller(session, world.shift, connected=False)
        assigning.give_batch(session, texter.id, app.clock(), size=count)
        for conversation in session.scalars(select(Conversation)):
            text = texting.send_first(session, texter.id, conversation.id, "k", app.clock())
    enqueue(app, QueueName.TEXTS, texts.deliver, text.id)
    return text.id


def _queued_call(app: Application) -> int:
    with app.database.transaction() as session:
        world = make_world(session, languages=["en"])
        caller = add_caller(session, world.shift)
        call = call_next_voter(session, caller.id, "k", app.clock()).call
        assert call is not None
    enqueue(app, QueueName.CALLS, calls.place, call.id)
    return call.id


def _text(app: Application, text_id: int) -> TextMessage:
    with app.database.transaction() as session:
        return session.get_one(TextMessage, text_id)


def _call(app: Application, call_id: int) -> Call:
    with app.database.transaction() as session:
        return session.get_one(Call, call_id)


def _texts_at_carrier(site: Site) -> int:
    return len([each for each in site.simulator.state()["messages"] if each["to"] == VOTER])


def _calls_at_carrier(site: Site) -> int:
    return len([each for each in site.simulator.state()["calls"] if each["to"] == VOTER])


def _offset_to_noon() -> int:
    """So that the shift runs, and the voters' zones are open, now."""
    return int((NOON - SystemClock()()).total_seconds()) + 1


def _environment(config: Config, api_base_url: str) -> dict[str, str]:
    values = {
        "DATABASE_URL": config.database_url,
        "REDIS_URL": config.redis_url,
        "PUBLIC_URL": config.public_url,
        "WEBHOOKS_URL": config.webhooks_url,
        "SECRET_KEY": config.secret_key,
        "CLOCK_OFFSET_SECONDS": str(config.clock.offset_seconds),
        "TWILIO_ACCOUNT_SID": config.twilio.account_sid,
        "TWILIO_AUTH_TOKEN": config.twilio.auth_token,
        "TWILIO_API_BASE_URL": api_base_url,
    }
    ours = {f"PHONEBANK_{name}": value for name, value in values.items()}
    return {"PATH": os.environ["PATH"], **ours}

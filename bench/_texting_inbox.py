"""The inbox with a whole campaign's texts in the database: what a texter waits for."""

import random
import time
from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, Row, text

from bench._carrier import ACCOUNT
from bench._figures import Figure
from bench._texting_world import BODY, NOON, clock_offset_seconds
from phonebank.config import ClockConfig, Config, TwilioConfig
from phonebank.web import create_app
from phonebank.wiring import Application

TEXTS_EACH = 5
TURNS = 150
BAR_MS = 100.0
LONG_LIST = 10_000


def inbox_figures(engine: Engine, url: str, redis_url: str) -> list[Figure]:
    """95th percentiles of whole requests, each texter's in turn."""
    _fill(engine)
    app = Application(
        Config(
            database_url=url,
            redis_url=redis_url,
            public_url="http://127.0.0.1:1",
            webhooks_url="http://127.0.0.1:1",
            secret_key="made up for the benches",  # noqa: S106
            clock=ClockConfig(clock_offset_seconds()),
            twilio=TwilioConfig(account_sid=ACCOUNT.account_sid),
        )
    )
    flask = create_app(app)
    flask.config["WTF_CSRF_ENABLED"] = False
    with engine.connect() as connection:
        texters = connection.execute(text("SELECT id, return_code FROM caller")).all()
        texts = connection.execute(text("SELECT count(*) FROM text_message")).scalar_one()
    figures = [Figure("texts in the database", int(texts), "texts")]
    chance = random.Random(1)  # noqa: S311 - repeatable, not secret
    busiest, *others = sorted(texters, key=lambda texter: -len(_MINE[texter.id]))
    usual = [_signed_in(flask, each) for each in chance.sample(others, min(20, len(others)))]
    for several, of_whom in ((usual, ""), ([_signed_in(flask, busiest)], f", of {LONG_LIST}")):
        for name, ask in _ASKED.items():
            seconds = sorted(_timed(ask, *chance.choice(several), chance) for _ in range(TURNS))
            p95 = seconds[int(TURNS * 0.95)] * 1000
            told = f"{name}{of_whom}, p95"
            ratio = round(p95 / BAR_MS, 3)
            figures.append(Figure(told, round(p95, 1), "ms", "bar", BAR_MS, ratio))
    flask.extensions["packed static files"].cleanup()
    app.database.engine.dispose()
    return figures


def _signed_in(flask: Flask, texter: Row[tuple[int, str]]) -> tuple[FlaskClient, int]:
    client = flask.test_client()
    client.get(f"/back/{texter.return_code}")
    return client, texter.id


def _timed(
    ask: Callable[[FlaskClient, int, random.Random], None],
    client: FlaskClient,
    texter_id: int,
    chance: random.Random,
) -> float:
    began = time.perf_counter()
    ask(client, texter_id, chance)
    return time.perf_counter() - began


def _get(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    if answer.status_code != 200:
        raise RuntimeError(f"{path}: {answer.status_code}")


def _open_inbox(client: FlaskClient, texter_id: int, chance: random.Random) -> None:
    _get(client, "/inbox")


def _open_one(client: FlaskClient, texter_id: int, chance: random.Random) -> None:
    _get(client, f"/inbox/conversations/{_MINE[texter_id][chance.randrange(100)]}")


def _search(client: FlaskClient, texter_id: int, chance: random.Random) -> None:
    _get(client, f"/inbox/conversations?search=ada{chance.randrange(1, 1000)}")


def _next_unread(client: FlaskClient, texter_id: int, chance: random.Random) -> None:
    _get(client, f"/inbox/next?of=waiting&than={_MINE[texter_id][chance.randrange(100)]}")


def _scroll(client: FlaskClient, texter_id: int, chance: random.Random) -> None:
    mine = _MINE[texter_id]
    first = chance.randrange(len(mine) - 80)
    _get(client, f"/inbox/rows?ids={','.join(map(str, mine[first : first + 80]))}")


def _look(client: FlaskClient, texter_id: int, chance: random.Random) -> None:
    mine = _MINE[texter_id]
    answer = client.post("/inbox/look", json={"ids": mine[:40], "open": mine[0]})
    if answer.status_code != 200:
        raise RuntimeError(f"/inbox/look: {answer.status_code}")


_ASKED = {
    "the inbox opens": _open_inbox,
    "a conversation opens": _open_one,
    "a search": _search,
    "the next unread": _next_unread,
    "80 lines of a list": _scroll,
    "a look at everything": _look,
}
_MINE: dict[int, list[int]] = {}


def _fill(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM text_message"))
        connection.execute(text(_TEXTS), {"body": BODY, "at": NOON, "each": TEXTS_EACH})
        connection.execute(text(_ONE_LONG_LIST), {"long": LONG_LIST})
        connection.execute(text("UPDATE conversation SET unread = 1, last_inbound_at = last_at,"
                                " waiting_since = last_at WHERE id % 7 = 0"))  # fmt: skip
        for id_, caller_id in connection.execute(text("SELECT id, caller_id FROM conversation")):
            _MINE.setdefault(caller_id, []).append(id_)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))


_TEXTS = """
INSERT INTO text_message (organisation_id, shift_id, conversation_id, campaign_id, direction, body,
                          segments, bulk, language, first, purpose, state, queued_at, due_at,
                          settled_at, times_lost, needs_decision)
     SELECT c.organisation_id, c.shift_id, c.id, s.campaign_id,
            CASE WHEN n % 2 = 1 THEN 'out' ELSE 'in' END, :body, 1, false, 'en', n = 1,
            CASE WHEN n = 1 THEN 'outreach' ELSE 'reply' END,
            CASE WHEN n % 2 = 1 THEN 'delivered' ELSE 'received' END, :at, NULL, :at, 0, false
       FROM conversation c JOIN shift s ON s.id = c.shift_id, generate_series(1, :each) n
"""
_ONE_LONG_LIST = """
UPDATE conversation SET caller_id = (SELECT min(id) FROM caller)
 WHERE id IN (SELECT id FROM conversation ORDER BY id LIMIT :long)
"""

"""Calls a second that one conductor starts, with volunteers who wait and a carrier that answers
at once.

The dialer runs as in the conductor, the carrier's REST door is a process of its own that takes
every call in without a delay, and every line ends unanswered soon, so that more are wanted all
the time. A second figure has the account allow fewer calls a second: that must be kept exactly.
"""

import asyncio
import multiprocessing
import os
import secrets
import socket
import threading
import time
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, text

from bench._figures import Figure, arguments, report
from bench._voters import VOTER_TABLES
from phonebank.conductor.dialer import run_dialer
from phonebank.config import Config, TwilioConfig
from phonebank.db import make_engine
from phonebank.domain.area_codes import AREA_CODE_STATE
from phonebank.domain.dial_mode import LIVE_VOICE_FIRST
from phonebank.domain.states import TERRITORIES
from phonebank.migrations import upgrade
from phonebank.wiring import Application

AT = datetime(2026, 12, 1, 18, tzinfo=UTC)
"""A Tuesday noon in the middle of the country, when every zone of the mainland is open."""
CODES = sorted(
    code
    for code, state in AREA_CODE_STATE.items()
    if state not in LIVE_VOICE_FIRST | TERRITORIES | {"HI"}
)
"""Area codes of landlines that may be over-dialled at that hour; each has a hundred made-up
numbers."""
UNLIMITED = 100_000
ENDS_EVERY_SECONDS = 0.25


def main() -> None:
    """Measure without a limit, then with one."""
    options = arguments(
        "Calls a second that one conductor starts",
        voters=20_000,
        volunteers=300,
        seconds=12.0,
        limit=50,
    )
    url = os.environ["PHONEBANK_DATABASE_URL"]
    upgrade(url)
    engine = make_engine(url)
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(128)
        stub = multiprocessing.get_context("fork").Process(target=_serve, args=(listening,))
        stub.start()
        api = f"http://127.0.0.1:{listening.getsockname()[1]}"
        try:
            figures = [
                Figure("calls started", _measure(engine, url, api, UNLIMITED, options), "1/s"),
                _kept(_measure(engine, url, api, options.limit, options), options.limit),
            ]
        finally:
            stub.terminate()
            stub.join()
    report("dial", figures, options.json)


def _kept(rate: float, limit: int) -> Figure:
    ratio = round(rate / limit, 3)
    return Figure("calls started within a limit", rate, "1/s", "limit", limit, ratio)


def _measure(engine: Engine, url: str, api: str, limit: int, options) -> float:  # type: ignore[no-untyped-def]
    """Calls that the carrier took in, a second, once the dialer is at work."""
    fill(engine, options.voters, options.volunteers)
    app = _application(url, api, limit)
    stop = threading.Event()
    dialer = threading.Thread(target=run_dialer, args=(app, stop))
    ending = threading.Thread(target=_end_lines, args=(engine, stop))
    dialer.start()
    ending.start()
    try:
        time.sleep(3.0)
        before, began = _taken_in(engine), time.monotonic()
        time.sleep(options.seconds)
        taken, seconds = _taken_in(engine) - before, time.monotonic() - began
    finally:
        stop.set()
        dialer.join()
        ending.join()
        app.database.engine.dispose()
    return round(taken / seconds, 1)


def _application(url: str, api: str, limit: int) -> Application:
    config = Config(
        database_url=url,
        redis_url=os.environ["PHONEBANK_REDIS_URL"],
        public_url="https://phonebank.example.org",
        webhooks_url="https://hooks.example.org",
        secret_key=secrets.token_hex(16),
        database_pool_size=24,
        twilio=TwilioConfig(
            account_sid="AC" + "1" * 32, auth_token="2" * 32, api_base_url=api,
            calls_per_second=limit,
        ),
    )  # fmt: skip
    moved = (AT - datetime.now(UTC)) // timedelta(seconds=1)
    return Application(replace(config, clock=replace(config.clock, offset_seconds=moved)))


def _taken_in(engine: Engine) -> int:
    with engine.connect() as connection:
        counted = "SELECT count(*) FROM call WHERE carrier_sid IS NOT NULL"
        return int(connection.execute(text(counted)).scalar_one())


def _end_lines(engine: Engine, stop: threading.Event) -> None:
    """What the status webhooks would do, in other processes: nobody answers."""
    while not stop.wait(ENDS_EVERY_SECONDS):
        with engine.begin() as connection:
            connection.execute(text(_END))


_END = """
    UPDATE call SET state = 'no answer', result = 'not home', ended_at = placed_at + interval '5 s',
                    closed_at = placed_at + interval '5 s'
     WHERE carrier_sid IS NOT NULL AND ended_at IS NULL
"""


def _serve(listening: socket.socket) -> None:
    """A door that answers each POST with a call, and knows nothing else of HTTP."""
    asyncio.run(_serve_until_ended(listening))


async def _serve_until_ended(listening: socket.socket) -> None:
    server = await asyncio.start_server(_answer, sock=listening)
    async with server:
        await server.serve_forever()


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(asyncio.IncompleteReadError, ConnectionError):
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            length = int(head.split(b"content-length:")[1].split(b"\r\n")[0])
            await reader.readexactly(length)
            body = b'{"sid": "CA%s", "status": "queued"}' % secrets.token_hex(16).encode()
            writer.write(
                b"HTTP/1.1 201 Created\r\nContent-Type: application/json\r\n"
                b"Content-Length: %d\r\n\r\n%s" % (len(body), body)
            )


def fill(engine: Engine, voters: int, volunteers: int, *, waiting: bool = True) -> None:
    """An empty shift with landlines, and volunteers who wait, or who are yet to come."""
    with engine.begin() as connection:
        emptied = f"organisation, carrier_pace, {VOTER_TABLES}"
        connection.execute(text(f"TRUNCATE {emptied} RESTART IDENTITY CASCADE"))
        for statement in _FILL.split(";"):
            values = {
                "voters": voters, "at": AT, "volunteers": volunteers, "codes": CODES,
                "waiting": waiting,
            }  # fmt: skip
            connection.execute(text(statement), values)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))


_FILL = """
INSERT INTO organisation (slug, name, opt_out_scope, frozen, created_at)
     VALUES ('bench', 'Bench', 'organisation', false, :at);
INSERT INTO owned_number (organisation_id, e164)
     SELECT id, '+16515550100' FROM organisation;
INSERT INTO campaign (organisation_id, name, sender_name, languages, max_attempts, created_at)
     SELECT id, 'Bench', 'Bench', '{en}', 3, :at FROM organisation;
INSERT INTO call_script (organisation_id, campaign_id, name, version, opening, first_text)
     SELECT organisation_id, id, 'Bench', 1, '{}', '{}' FROM campaign;
INSERT INTO voter_list (organisation_id, name, created_at)
     SELECT id, 'Bench', :at FROM organisation;
INSERT INTO shift (organisation_id, campaign_id, voter_list_id, call_script_id, name, channel, mode,
                   languages, state, join_code, sign_up_code,
                   callers_wanted, starts_at, ends_at, launched_at)
     SELECT s.organisation_id, s.campaign_id, l.id, s.id, 'Bench', 'call', 'predictive', '{en}',
            'running', 'bench', 'bench', '{}', :at, CAST(:at AS timestamptz) + interval '4 hours',
            :at
       FROM call_script s, voter_list l;
INSERT INTO caller (organisation_id, shift_id, name, contact, languages, page_language, return_code,
                    tab, on_break, held, messages_read_to, on_phone, phone_rings, joined_at,
                    seen_at, leg_call_sid, free_since)
     SELECT organisation_id, id, 'Bench', '', '{en}', 'en', 'bench-' || n, '', false, false, 0,
            false, 0, :at,
            CASE WHEN :waiting THEN CAST(:at AS timestamptz) + interval '1 hour'
                 ELSE CAST(:at AS timestamptz) END,
            CASE WHEN :waiting THEN 'CA' || n END,
            CASE WHEN :waiting THEN CAST(:at AS timestamptz) END
       FROM shift, generate_series(1, :volunteers) n;
INSERT INTO voter (organisation_id, identity, first_name, last_name, romanised_name, language,
                   address, city, state, zip_code, extra, created_at, updated_at)
     SELECT o.id, 'id:' || n, 'Ada', 'Example', '', 'en', '', '', '', '', '{}', :at, :at
       FROM organisation o, generate_series(1, :voters) n;
INSERT INTO phone_number (organisation_id, voter_id, e164, position, line_type)
     SELECT organisation_id, id, '+1' || (CAST(:codes AS text[]))[1 + id / 100] || '5550' ||
            CAST(100 + id % 100 AS text), 0, 'landline'
       FROM voter;
INSERT INTO assignment (organisation_id, shift_id, voter_id, language, mode, position, state,
                        not_before, attempts)
     SELECT v.organisation_id, s.id, v.id, 'en', 'predictive', v.id, 'waiting', :at, 0
       FROM voter v, shift s
"""


if __name__ == "__main__":
    main()

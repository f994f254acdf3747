"""Voters' replies a second with one gunicorn worker, beside a bare Flask app; and repeats."""

import secrets
from itertools import cycle, islice
from urllib.parse import urlencode

from sqlalchemy import Engine, text

from bench._figures import Figure, against
from bench._load import Load, run_load
from bench._serving import gunicorn
from bench._texting_world import OUR_NUMBER, clock_offset_seconds
from bench.webhook import ACCOUNT, AUTH_TOKEN, CONNECTIONS, PUBLIC_URL, signature

PATH = "/messaging/incoming"
BODIES = ("1", "Yes", "No thanks", "When does it open?", "My mother votes too, at the library")
REFERENCE = "bare Flask, one INSERT and COMMIT"


def reply_figures(engine: Engine, count: int, rounds: int) -> list[Figure]:
    """Each reply is matched, read and stored; then the same ones come once more."""
    with engine.begin() as connection:
        connection.execute(text(_BARE_TABLE))
    ours: list[Load] = []
    bare: list[Load] = []
    environment = _environment()
    with (
        gunicorn("bench._bare_app:app", environment) as bare_port,
        gunicorn("webhooks:create_app()", environment) as port,
    ):
        for each in (bare_port, port):
            run_load(each, _requests(engine, 100), CONNECTIONS)
        for _ in range(rounds):
            requests = _requests(engine, count)
            bare.append(run_load(bare_port, requests, CONNECTIONS))
            before = _stored(engine)
            ours.append(run_load(port, requests, CONNECTIONS))
            if _stored(engine) - before != count:
                raise RuntimeError("a reply was not stored")
        run_load(port, requests, CONNECTIONS)
        twice = _stored(engine) - before - count
    return [
        against("replies", [each.per_second for each in ours], "1/s", REFERENCE,
                [each.per_second for each in bare]),
        against("replies, p99", [each.p99_ms for each in ours], "ms", REFERENCE,
                [each.p99_ms for each in bare]),
        Figure("replies stored twice", twice, "texts"),
    ]  # fmt: skip


def _environment() -> dict[str, str]:
    return {
        "BENCH_PUBLIC_URL": PUBLIC_URL,
        "PHONEBANK_PUBLIC_URL": "https://phonebank.example.org",
        "PHONEBANK_WEBHOOKS_URL": PUBLIC_URL,
        "PHONEBANK_SECRET_KEY": secrets.token_hex(16),
        "PHONEBANK_TWILIO_ACCOUNT_SID": ACCOUNT,
        "PHONEBANK_TWILIO_AUTH_TOKEN": AUTH_TOKEN,
        "PHONEBANK_CLOCK_OFFSET_SECONDS": str(clock_offset_seconds()),
    }


def _stored(engine: Engine) -> int:
    with engine.connect() as connection:
        count = "SELECT count(*) FROM text_message WHERE direction = 'in'"
        return int(connection.execute(text(count)).scalar_one())


def _requests(engine: Engine, count: int) -> list[bytes]:
    with engine.connect() as connection:
        numbers = connection.execute(text("SELECT DISTINCT their_number FROM conversation"))
        senders = list(islice(cycle(sorted(numbers.scalars())), count))
    return [_request(sender, BODIES[place % len(BODIES)]) for place, sender in enumerate(senders)]


def _request(sender: str, body: str) -> bytes:
    form = {
        "AccountSid": ACCOUNT,
        "ApiVersion": "2010-04-01",
        "Body": body,
        "From": sender,
        "MessageSid": f"SM{secrets.token_hex(16)}",
        "NumMedia": "0",
        "NumSegments": "1",
        "SmsStatus": "received",
        "To": OUR_NUMBER,
    }
    posted = urlencode(form).encode()
    head = [
        f"POST {PATH} HTTP/1.1",
        "Host: 127.0.0.1",
        "Content-Type: application/x-www-form-urlencoded; charset=utf-8",
        f"Content-Length: {len(posted)}",
        f"X-Twilio-Signature: {signature(PUBLIC_URL + PATH, form)}",
        "User-Agent: TwilioProxy/1.1",
    ]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + posted


_BARE_TABLE = """
CREATE TABLE bare_text (id bigserial PRIMARY KEY, text_sid text, sender text, body text)
"""

"""Signed call-status webhooks a second with one gunicorn worker, beside a bare Flask app.

Each call gets its four events in order, as a carrier sends them, and every event acts: the row of
the call moves, and the screens are told. Both apps get the same requests from the same client, in
turns.
"""

import base64
import hashlib
import hmac
import os
import secrets
from urllib.parse import urlencode

from sqlalchemy import Engine, text

from bench._figures import Figure, against, arguments, report
from bench._load import Load, run_load
from bench._serving import gunicorn
from phonebank.db import make_engine
from phonebank.migrations import upgrade

PUBLIC_URL = "https://hooks.example.org"
ACCOUNT, AUTH_TOKEN = "AC" + "1" * 32, "2" * 32
CONNECTIONS = 16
STATUSES = ("initiated", "ringing", "in-progress", "completed")


def main() -> None:
    """Run the rounds and report."""
    options = arguments("Signed webhooks a second", calls=2_500, rounds=5)
    url = os.environ["PHONEBANK_DATABASE_URL"]
    upgrade(url)
    engine = make_engine(url)
    with engine.begin() as connection:
        connection.execute(text(_BARE_TABLE))
    ours: list[Load] = []
    bare: list[Load] = []
    environment = _environment()
    with (
        gunicorn("bench._bare_app:app", environment) as bare_port,
        gunicorn("webhooks:create_app()", environment) as port,
    ):
        _warm_up(engine, bare_port, port)
        for _ in range(options.rounds):
            requests = _requests(_new_calls(engine, options.calls))
            bare.append(run_load(bare_port, requests, CONNECTIONS))
            ours.append(run_load(port, requests, CONNECTIONS))
            _check(engine)
    report("webhook", _figures(ours, bare), options.json)


def _figures(ours: list[Load], bare: list[Load]) -> list[Figure]:
    reference = "bare Flask, one INSERT and COMMIT"
    return [
        against(
            "webhooks",
            [load.per_second for load in ours],
            "1/s",
            reference,
            [load.per_second for load in bare],
        ),
        against(
            "p99", [load.p99_ms for load in ours], "ms", reference, [load.p99_ms for load in bare]
        ),
    ]


def _warm_up(engine: Engine, *ports: int) -> None:
    requests = _requests(_new_calls(engine, 100))
    for port in ports:
        run_load(port, requests, CONNECTIONS)


def _check(engine: Engine) -> None:
    """A round in which an event had no effect would be no measurement."""
    with engine.connect() as connection:
        unfinished = "SELECT count(*) FROM call WHERE state <> 'completed'"
        left = connection.execute(text(unfinished)).scalar_one()
    if left:
        raise RuntimeError(f"{left} calls did not get to their end")


def _environment() -> dict[str, str]:
    return {
        "BENCH_PUBLIC_URL": PUBLIC_URL,
        "PHONEBANK_PUBLIC_URL": "https://phonebank.example.org",
        "PHONEBANK_WEBHOOKS_URL": PUBLIC_URL,
        "PHONEBANK_SECRET_KEY": secrets.token_hex(16),
        "PHONEBANK_TWILIO_ACCOUNT_SID": ACCOUNT,
        "PHONEBANK_TWILIO_AUTH_TOKEN": AUTH_TOKEN,
    }


def _new_calls(engine: Engine, count: int) -> list[int]:
    """So many calls that the carrier has been asked for, each of a caller of its own."""
    with engine.begin() as connection:
        for statement in _FILL.split(";"):
            connection.execute(text(statement), {"count": count})
        ids = connection.execute(text("SELECT id FROM call WHERE state = 'placing'")).scalars()
        return list(ids)


def _requests(call_ids: list[int]) -> list[bytes]:
    """The events of all calls, as bytes to be sent: first every call's first one, and so on."""
    return [_request(call, status, place) for place, status in enumerate(STATUSES)
            for call in call_ids]  # fmt: skip


def _request(call_id: int, status: str, place: int) -> bytes:
    path = f"/voice/status?call={call_id}"
    form = {
        "AccountSid": ACCOUNT,
        "ApiVersion": "2010-04-01",
        "CallSid": f"CA{call_id:032x}",
        "CallStatus": status,
        "CallbackSource": "call-progress-events",
        "Direction": "outbound-api",
        "From": "+16515550100",
        "SequenceNumber": str(place),
        "Timestamp": "Tue, 01 Dec 2026 18:00:00 +0000",
        "To": "+16515550101",
    }
    body = urlencode(form).encode()
    head = [
        f"POST {path} HTTP/1.1",
        "Host: 127.0.0.1",
        "Content-Type: application/x-www-form-urlencoded; charset=utf-8",
        f"Content-Length: {len(body)}",
        f"X-Twilio-Signature: {signature(PUBLIC_URL + path, form)}",
        "User-Agent: TwilioProxy/1.1",
    ]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body


def signature(url: str, form: dict[str, str]) -> str:
    """Twilio's: HMAC-SHA1 over the address and the sorted names and values."""
    signed = url + "".join(name + form[name] for name in sorted(form))
    digest = hmac.new(AUTH_TOKEN.encode(), signed.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()


_BARE_TABLE = """
CREATE TABLE bare_event (id bigserial PRIMARY KEY, call_id bigint, call_sid text, status text)
"""
_FILL = """
INSERT INTO organisation (slug, name, opt_out_scope, frozen, created_at)
     VALUES ('bench', 'Bench', 'organisation', false, now()) ON CONFLICT DO NOTHING;
INSERT INTO campaign (organisation_id, name, sender_name, languages, max_attempts, created_at)
     SELECT id, 'Bench', 'Bench', '{en}', 3, now() FROM organisation ON CONFLICT DO NOTHING;
INSERT INTO call_script (organisation_id, campaign_id, name, version, opening, first_text)
     SELECT organisation_id, id, 'Bench', 1, '{}', '{}' FROM campaign ON CONFLICT DO NOTHING;
INSERT INTO voter_list (organisation_id, name, created_at)
     SELECT id, 'Bench', now() FROM organisation ON CONFLICT DO NOTHING;
INSERT INTO shift (organisation_id, campaign_id, voter_list_id, call_script_id, name, channel,
                   languages, state, join_code, sign_up_code,
                   callers_wanted, starts_at, ends_at, launched_at)
     SELECT s.organisation_id, s.campaign_id, l.id, s.id, 'Bench', 'call', '{en}', 'running',
            'bench', 'bench', '{}', now(), now() + interval '4 hours', now()
       FROM call_script s, voter_list l ON CONFLICT DO NOTHING;
INSERT INTO voter (organisation_id, identity, first_name, last_name, romanised_name, language,
                   address, city, state, zip_code, extra, created_at, updated_at)
     SELECT id, 'id:1', 'Ada', 'Example', '', 'en', '', '', 'MN', '', '{}', now(), now()
       FROM organisation ON CONFLICT DO NOTHING;
INSERT INTO phone_number (organisation_id, voter_id, e164, position, line_type)
     SELECT organisation_id, id, '+16515550101', 0, 'mobile' FROM voter ON CONFLICT DO NOTHING;
WITH callers AS (
    INSERT INTO caller (organisation_id, shift_id, name, contact, languages, page_language,
                        return_code, tab, on_break, joined_at, seen_at)
    SELECT organisation_id, id, 'Bench', '', '{en}', 'en', CAST(gen_random_uuid() AS text), '',
           false, now(), now()
      FROM shift, generate_series(1, :count)
    RETURNING *)
INSERT INTO call (organisation_id, shift_id, caller_id, voter_id, phone_number_id, to_number,
                  from_number, request_key, state, queued_at, placed_at, note)
     SELECT c.organisation_id, c.shift_id, c.id, p.voter_id, p.id, p.e164, '+16515550100', 'bench',
            'placing', now(), now(), ''
       FROM callers c, phone_number p
"""


if __name__ == "__main__":
    main()

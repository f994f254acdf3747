"""The reference of `webhook`, and of the replies of `texting`: signature, INSERT, COMMIT; no more.

It is what the same webhook costs at least: bare Flask, the carrier's own validator, psycopg with a
connection a thread.
"""

import os
import threading

import psycopg
from flask import Flask, abort, request
from twilio.request_validator import RequestValidator

PUBLIC_URL = os.environ["BENCH_PUBLIC_URL"]
VALIDATOR = RequestValidator(os.environ["PHONEBANK_TWILIO_AUTH_TOKEN"])
DATABASE_URL = os.environ["PHONEBANK_DATABASE_URL"].replace("+psycopg", "")

app = Flask(__name__)


class _Threads(threading.local):
    """A connection for each thread, opened when the thread begins."""

    def __init__(self) -> None:
        self.connection = psycopg.connect(DATABASE_URL)


_threads = _Threads()


@app.post("/voice/status")
def status() -> tuple[str, int]:
    """Take in a status callback."""
    url = PUBLIC_URL + request.full_path
    if not VALIDATOR.validate(url, request.form, request.headers.get("X-Twilio-Signature", "")):
        abort(403)
    connection = _threads.connection
    connection.execute(
        "INSERT INTO bare_event (call_id, call_sid, status) VALUES (%s, %s, %s)",
        (request.args["call"], request.form["CallSid"], request.form["CallStatus"]),
    )
    connection.commit()
    return "", 204


@app.post("/messaging/incoming")
def incoming() -> tuple[str, int]:
    """Take in a voter's text."""
    url = PUBLIC_URL + request.path
    if not VALIDATOR.validate(url, request.form, request.headers.get("X-Twilio-Signature", "")):
        abort(403)
    connection = _threads.connection
    connection.execute(
        "INSERT INTO bare_text (text_sid, sender, body) VALUES (%s, %s, %s)",
        (request.form["MessageSid"], request.form["From"], request.form["Body"]),
    )
    connection.commit()
    return "", 204

"""What the carrier is told when something goes wrong, and what we note of it.

An error's own message may hold a number or a body, so only its kind and its place are logged.
"""

import logging
import traceback

from flask import Flask, request
from werkzeug.exceptions import HTTPException

from phonebank.domain.errors import NotFound
from phonebank.telephony.twilio.form import Unreadable

log = logging.getLogger(__name__)

Answer = tuple[str, int, dict[str, str]]


def handle(flask_app: Flask) -> None:
    """Answer errors in one line of text."""
    flask_app.register_error_handler(HTTPException, _refused)
    flask_app.register_error_handler(Unreadable, _unreadable)
    flask_app.register_error_handler(NotFound, _not_found)
    flask_app.register_error_handler(Exception, _broken)


def _answer(status: int, sentence: str) -> Answer:
    return f"{sentence}\n", status, {"Content-Type": "text/plain; charset=utf-8"}


def _refused(error: HTTPException) -> Answer:
    return _answer(error.code or 500, error.name)


def _unreadable(error: Unreadable) -> Answer:
    return _answer(400, str(error))


def _not_found(error: NotFound) -> Answer:
    return _answer(404, str(error))


def _broken(error: Exception) -> Answer:
    """500, so that the carrier tries again."""
    frames = "".join(traceback.format_tb(error.__traceback__))
    log.error("%s in %s\n%s", type(error).__name__, request.path, frames)
    return _answer(500, "Something went wrong here. Please try again.")

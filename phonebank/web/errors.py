"""What went wrong, as a sentence and a next step: a page, or JSON for who asks for JSON."""

import logging
from typing import Any

from flask import Flask, Response, jsonify, make_response, render_template, request
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError
from werkzeug.exceptions import HTTPException

from phonebank.domain.contact_reasons import SENTENCES, Reason
from phonebank.domain.errors import BadInput, NotFound, NotNow, PhonebankError, Refused
from phonebank.web.api.problems import is_for_a_program, problem

log = logging.getLogger(__name__)

STATUSES: dict[type[PhonebankError], int] = {
    NotFound: 404,
    NotNow: 409,
    BadInput: 400,
    Refused: 409,
}


class SignedOut(PhonebankError):
    """The browser is nobody's that may be here."""

    def __init__(self) -> None:
        super().__init__("please open your link again")


def install(flask: Flask) -> None:
    """Let every error of the application, and every HTTP error, be told in words."""
    statuses: dict[type[PhonebankError], int] = {**STATUSES, SignedOut: 401}
    for kind, status in statuses.items():
        flask.register_error_handler(kind, lambda error, status=status: tell(error, status))
    flask.register_error_handler(CSRFError, _stale_page)
    flask.register_error_handler(HTTPException, _http_error)
    flask.register_error_handler(DataError, _not_to_be_kept)
    flask.register_error_handler(Exception, _unexpected)


def wants_json() -> bool:
    """Whether the request comes from a script of a page, and not from a person."""
    accepted = request.accept_mimetypes
    return request.is_json or accepted["application/json"] > accepted["text/html"]


def sentence(message: str) -> str:
    """An error's message in the page's language, as a sentence."""
    told = gettext(message)
    told = told[:1].upper() + told[1:]
    return told if told.endswith((".", "?", "!", "。", "۔", "؟")) else f"{told}."


def refusal(reason: str) -> str:
    """The contact gate's word for why not, as a sentence in the page's language."""
    return str(gettext(SENTENCES[Reason(reason)]))


def tell(error: PhonebankError, status: int) -> Response:
    """An error that a person can mend."""
    return _answer(_words_of(error), type(error).__name__, status)


def _words_of(error: PhonebankError) -> str:
    if isinstance(error, Refused):
        return refusal(error.reason)
    if isinstance(error, BadInput):
        return sentence(gettext(error.message, **error.values))
    return sentence(str(error))


def _stale_page(_error: CSRFError) -> Response:
    words = gettext("This page has been open for too long. Load it again, and do it once more.")
    return _answer(words, "StalePage", 400)


def _http_error(error: HTTPException) -> Any:
    status = error.code or 500
    if status < 400:
        return error
    # 405: the address of a form, entered or loaded again.
    words = gettext("There is no such page.") if status in (404, 405) else str(error.description)
    allowed = getattr(error, "valid_methods", None)
    answer = _answer(words, error.name.replace(" ", ""), status)
    if allowed:
        answer.headers["Allow"] = ", ".join(sorted(allowed))
    return answer


def _not_to_be_kept(error: DataError) -> Response:
    """A character or a number that no column takes: no page of ours sends one."""
    log.warning("%s was sent what cannot be stored: %s", request.path, type(error.orig).__name__)
    words = gettext("Something that was sent cannot be stored. Take out unusual characters.")
    return _answer(words, "BadInput", 400)


def _unexpected(error: Exception) -> Response:
    log.error("an unexpected error at %s", request.path, exc_info=error)
    words = gettext("Something went wrong on our side. Nothing was lost: please try once more.")
    return _answer(words, "Unexpected", 500)


def _answer(words: str, kind: str, status: int) -> Response:
    if is_for_a_program(request.path):
        return problem(words, status)
    if wants_json():
        return make_response(jsonify(error=words, kind=kind), status)
    return make_response(render_template("error.html", sentence=words, status=status), status)

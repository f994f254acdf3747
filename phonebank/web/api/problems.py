"""What went wrong, for programs: problem details (RFC 9457) in plain words."""

from http import HTTPStatus
from typing import Any, Final

from flask import Response, json

PREFIX: Final = "/api/"
MEDIA_TYPE: Final = "application/problem+json"


def is_for_a_program(path: str) -> bool:
    """Whether whoever asks for this path is a program."""
    return path.startswith(PREFIX)


def problem(words: str, status: int, **more: Any) -> Response:
    """A response that says what went wrong; `more` are members beside the standard's."""
    told = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": words,
        **more,
    }
    return Response(json.dumps(told, ensure_ascii=False), status, content_type=MEDIA_TYPE)

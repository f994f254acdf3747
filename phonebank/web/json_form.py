"""JSON as pages read it: times in ISO 8601, frozen dataclasses as objects."""

from datetime import datetime
from typing import Any

from flask import Flask
from flask.json.provider import DefaultJSONProvider


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else DefaultJSONProvider.default(value)


class Json(DefaultJSONProvider):
    """Flask's own JSON, but for times."""

    default = staticmethod(_plain)


def install(flask: Flask) -> None:
    """Let every JSON response be written so."""
    flask.json = Json(flask)

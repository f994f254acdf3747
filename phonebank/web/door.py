"""What every door needs: the application, the time, a transaction, and what was posted."""

from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any

from flask import current_app, request
from sqlalchemy.orm import Session

from phonebank.domain.errors import BadInput
from phonebank.wiring import Application


def application() -> Application:
    """The parts that this web application was made of."""
    app: Application = current_app.extensions["phonebank"]
    return app


def now() -> datetime:
    """The present moment by the application's clock."""
    return application().clock()


def transaction() -> AbstractContextManager[Session]:
    """A transaction that commits at the end of the block."""
    return application().database.transaction()


def statement() -> AbstractContextManager[Session]:
    """A session for a single statement, which is a transaction by itself."""
    return application().database.statement()


def posted_json() -> dict[str, Any]:
    """The JSON object that was posted. Raises BadInput for anything else."""
    posted = request.get_json(silent=True)
    if not isinstance(posted, dict):
        raise BadInput("the request should carry a JSON object")
    return posted


def posted_int(posted: dict[str, Any], key: str) -> int:
    """A whole number of the posted object. Raises BadInput naming the key."""
    value = posted.get(key)
    if not isinstance(value, int) or isinstance(value, bool):
        raise BadInput(f"{key} should be a whole number")
    return value


def posted_str(posted: dict[str, Any], key: str, default: str | None = None) -> str:
    """A text of the posted object. Raises BadInput naming the key."""
    value = posted.get(key, default)
    if not isinstance(value, str):
        raise BadInput(f"{key} should be a text")
    return value

"""Who reads: the holder of a token, or a member at the desk whose page asks."""

import logging
import math
from collections.abc import Callable
from functools import wraps
from typing import Any, Final, ParamSpec, TypeVar

from flask import Response, g, request
from flask_babel import gettext
from redis.exceptions import RedisError

from phonebank.domain.api_token import ApiToken
from phonebank.rates import Allowance
from phonebank.services.api_tokens import token_presented
from phonebank.web.api.problems import problem
from phonebank.web.door import application, now, transaction
from phonebank.web.sessions import Access, current_member_or_none, mark

log = logging.getLogger(__name__)
P = ParamSpec("P")
R = TypeVar("R")
_SCHEME: Final = "bearer "


def reader_required(view: Callable[P, R]) -> Callable[P, Any]:
    """Only a member, or who presents a good token and is not too early, may use the view."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> Any:
        if "Authorization" not in request.headers:
            member = current_member_or_none()
            g.reader = None if member is None else member.organisation_id
        else:
            token = _token()
            if token is not None and (early := _too_early(token)) is not None:
                return early
            g.reader = None if token is None else token.organisation_id
        return _nobody() if g.reader is None else view(*args, **kwargs)

    return mark(guarded, Access.READER)


def organisation_read() -> int:
    """Whose rows the reader may see. Only for views that require a reader."""
    owner: int = g.reader
    return owner


def _token() -> ApiToken | None:
    given = request.headers["Authorization"]
    if not given.lower().startswith(_SCHEME):
        return None
    with transaction() as session:
        return token_presented(session, given[len(_SCHEME) :].strip(), now())


def _nobody() -> Response:
    words = gettext("Please present a token that is good: Authorization: Bearer pb_…")
    answer = problem(words, 401)
    answer.headers["WWW-Authenticate"] = 'Bearer realm="phonebank"'
    return answer


def _too_early(token: ApiToken) -> Response | None:
    """A Redis that is away keeps nobody from reading."""
    app = application()
    limits = app.config.api
    allowance = Allowance(app.redis, limits.requests_per_minute, limits.requests_at_once)
    try:
        wait = allowance.wait_seconds(f"api:{token.id}")
    except RedisError:
        log.warning("requests of the API are not counted: Redis is away")
        return None
    if not wait:
        return None
    answer = problem(gettext("Too many requests: please wait before the next one."), 429)
    answer.headers["Retry-After"] = str(math.ceil(wait))
    return answer

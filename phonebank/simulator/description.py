"""Checks requests, and our own answers, against Twilio's API description."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from openapi_core import OpenAPI
from openapi_core.datatypes import RequestParameters
from openapi_core.exceptions import OpenAPIError
from werkzeug.datastructures import Headers, ImmutableMultiDict

from phonebank.simulator import openapi
from phonebank.simulator.settings import Check

_FORM = "application/x-www-form-urlencoded"
_SAMPLE = 20
_REMEMBERED = 4096
_DIGITS_ARE_FREE = ("uri", "endpoint", "phone-number")
_SID = re.compile(r"\b([A-Z]{2})[0-9a-f]{32}\b")


@dataclass(frozen=True)
class Asked:
    """A request in the description's terms. `pairs` are the query or the form, in order."""

    method: str
    template: str
    path: str
    pairs: tuple[tuple[str, str], ...]


class Description:
    """The description of the paths that are served, and what was found against it."""

    def __init__(self, folder: Path, check: Check, paths: Iterable[str]) -> None:
        self._check = check
        self._documents = openapi.load(folder, paths)
        self._validators = [OpenAPI.from_dict(one) for one in self._documents]
        self._seen: Counter[tuple[str, str]] = Counter()
        self.violations: list[dict[str, str]] = []
        # Requests that differ in nothing the description cares about are checked once.
        self._complaint = lru_cache(_REMEMBERED)(self._complaint_about)

    def complaint(self, asked: Asked) -> str | None:
        """Why a request is refused, or None."""
        found = openapi.operation(self._documents, asked.method, asked.template)
        if found is None:
            return f"{asked.method} {asked.template} is not in the API description"
        unknown = sorted({name for name, _ in asked.pairs} - openapi.parameter_names(found))
        if unknown:
            return f"unknown parameter: {', '.join(unknown)}"
        return self._complaint(_shape(asked, found))

    def check_answer(self, asked: Asked, status: int, body: object) -> None:
        """Note an answer of ours that the description does not allow."""
        if not self._is_due(asked):
            return
        response = _Response(json.dumps(body).encode(), status)
        try:
            self._for(asked.template).validate_response(_Request(asked), response)
        except OpenAPIError as error:
            self._note(asked, status, _reason(error))

    def _is_due(self, asked: Asked) -> bool:
        key = (asked.method, asked.template)
        count = self._seen[key]
        self._seen[key] += 1
        if self._check is Check.SAMPLED:
            return count < _SAMPLE or count % _SAMPLE == 0
        return self._check is Check.ALL

    def _complaint_about(self, asked: Asked) -> str | None:
        try:
            self._for(asked.template).validate_request(_Request(asked))
        except OpenAPIError as error:
            return _reason(error)
        return None

    def _for(self, template: str) -> OpenAPI:
        for document, validator in zip(self._documents, self._validators, strict=True):
            if template in document["paths"]:
                return validator
        raise LookupError(template)

    def _note(self, asked: Asked, status: int, reason: str) -> None:
        self.violations.append(
            {
                "method": asked.method,
                "path": asked.path,
                "status": str(status),
                "reason": reason,
            }
        )


def _shape(asked: Asked, found: openapi.Json) -> Asked:
    """The request with what cannot matter to the description taken out of its values."""
    kinds = dict(openapi.form_schema(found).get("properties", {}))
    pairs = tuple((name, _blurred(value, kinds.get(name, {}))) for name, value in asked.pairs)
    return Asked(asked.method, asked.template, _SID.sub(r"\g<1>" + "0" * 32, asked.path), pairs)


def _blurred(value: str, schema: Mapping[str, Any]) -> str:
    if schema.get("type") == "string" and not {"format", "pattern", "enum"} & set(schema):
        return value[:1]
    value = _SID.sub(r"\g<1>" + "0" * 32, value)
    # Only in these do digits never decide whether the description allows a value.
    return re.sub(r"\d", "0", value) if schema.get("format") in _DIGITS_ARE_FREE else value


def _reason(error: Exception) -> str:
    """The innermost complaints of openapi-core, in one line."""
    cause: BaseException = error
    while cause.__cause__ is not None:
        cause = cause.__cause__
    schema_errors: Sequence[Any] = getattr(cause, "schema_errors", ())
    if not schema_errors:
        return str(cause)
    return "; ".join(f"{_where(one)}{one.message}" for one in schema_errors)


def _where(error: Any) -> str:
    path = "/".join(str(part) for part in error.absolute_path)
    return f"{path}: " if path else ""


class _Request:
    """A request as openapi-core reads it."""

    content_type = _FORM

    def __init__(self, asked: Asked) -> None:
        self.host_url = f"https://{_host(asked.template)}"
        self.path = asked.path
        self.method = asked.method.lower()
        in_form = self.method == "post"
        query = () if in_form else asked.pairs
        self.body = urlencode(asked.pairs).encode() if in_form else None
        self.parameters = RequestParameters(
            query=ImmutableMultiDict(query), header=Headers(), cookie=ImmutableMultiDict()
        )


class _Response:
    """An answer as openapi-core reads it."""

    content_type = "application/json"

    def __init__(self, data: bytes, status_code: int) -> None:
        self.data = data
        self.status_code = status_code
        self.headers = Headers()


def _host(template: str) -> str:
    if template.startswith("/v1/Services"):
        return "messaging.twilio.com"
    return "lookups.twilio.com" if template.startswith("/v2/") else "api.twilio.com"

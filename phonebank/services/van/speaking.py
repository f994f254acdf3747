"""Requests to VAN, and what its answers mean."""

import base64
import json
from dataclasses import dataclass
from typing import Any, Final

from phonebank.domain.errors import BadInput
from phonebank.domain.van import VanAccount
from phonebank.partners.port import HttpAnswer, Outbound, Unreachable

_CODE_LISTS: Final = {
    "resultCodes": ("/canvassResponses/resultCodes", "resultCodeId"),
    "contactTypes": ("/canvassResponses/contactTypes", "contactTypeId"),
    "inputTypes": ("/canvassResponses/inputTypes", "inputTypeId"),
}
_QUESTIONS: Final = "/surveyQuestions?$top=50"
_MOST_PAGES: Final = 40
_LATER: Final = frozenset({408, 429, 503})


class VanAway(Exception):
    """VAN did nothing for now, or will do nothing with this key; the message says which."""


class VanUncertain(Exception):
    """VAN was asked to write, and nobody knows whether it did."""


@dataclass(frozen=True)
class Refusal:
    """VAN's own words for why it would not have a contact."""

    words: str


def fetch_codes(outbound: Outbound, account: VanAccount) -> dict[str, Any]:
    """VAN's codes, as `VanAccount.codes` keeps them. Raises VanAway, or BadInput for a key that is
    not good."""
    codes: dict[str, Any] = {
        kind: [
            {"id": each[id_name], "name": each["name"]} for each in _got(outbound, account, path)
        ]
        for kind, (path, id_name) in _CODE_LISTS.items()
    }
    codes["surveyQuestions"] = [
        {
            "id": question["surveyQuestionId"],
            "name": question["name"],
            "responses": [
                {"id": each["surveyResponseId"], "name": each["name"]}
                for each in question["responses"]
            ],
        }
        for question in _questions(outbound, account)
    ]
    return codes


def post_response(
    outbound: Outbound, account: VanAccount, van_id: str, body: dict[str, Any]
) -> Refusal | None:
    """Write one canvass response; None where it stands in VAN now.

    Raises VanAway where nothing was written, VanUncertain where nobody knows.
    """
    path = f"/people/{van_id}/canvassResponses"
    try:
        answer = _asked(outbound, account, "POST", path, json.dumps(body).encode())
    except Unreachable as problem:
        if problem.was_sent:
            raise VanUncertain(str(problem)) from problem
        raise VanAway(str(problem)) from problem
    if 200 <= answer.status < 300:
        return None
    _raise_if_away(answer)
    if answer.status >= 500:
        raise VanUncertain(f"VAN answered {answer.status}")
    return Refusal(_words(answer))


def _questions(outbound: Outbound, account: VanAccount) -> list[Any]:
    found: list[Any] = []
    path = _QUESTIONS
    for _ in range(_MOST_PAGES):
        page = _got(outbound, account, path)
        found += page["items"]
        if not page.get("nextPageLink"):
            return found
        path = f"{_QUESTIONS}&$skip={len(found)}"
    return found


def _got(outbound: Outbound, account: VanAccount, path: str) -> Any:
    try:
        answer = _asked(outbound, account, "GET", path)
    except Unreachable as problem:
        raise VanAway(str(problem)) from problem
    if answer.status in (401, 403):
        raise BadInput("VAN does not accept this name and key", "api_key")
    _raise_if_away(answer)
    try:
        if answer.status == 200:
            return json.loads(answer.body)
    except ValueError:
        pass
    raise VanAway(f"VAN answered {answer.status}")


def _asked(
    outbound: Outbound, account: VanAccount, method: str, path: str, body: bytes = b""
) -> HttpAnswer:
    """VAN's basic authentication: the application's name, and the key with its database."""
    secret = f"{account.app_name}:{account.api_key}|{account.database.value}"
    headers = {
        "Authorization": f"Basic {base64.b64encode(secret.encode()).decode()}",
        "Content-Type": "application/json",
        "Accept": "application/json",
        "User-Agent": "phonebank",
    }
    return outbound.ask(method, account.base_url + path, headers, body)


def _raise_if_away(answer: HttpAnswer) -> None:
    if answer.status in (401, 403):
        raise VanAway("VAN does not accept this name and key")
    if answer.status in _LATER:
        raise VanAway(f"VAN answered {answer.status}")


def _words(answer: HttpAnswer) -> str:
    if answer.status == 404:
        return "VAN knows nobody with this id"
    try:
        told = [str(each["text"]) for each in json.loads(answer.body)["errors"]]
    except (ValueError, KeyError, TypeError):
        told = []
    return "; ".join(told)[:500] or f"VAN answered {answer.status}"

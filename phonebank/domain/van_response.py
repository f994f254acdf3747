"""What VAN is told of one contact: its canvass response.

The rules are those of VAN's API reference (POST /people/{vanId}/canvassResponses): a result code or
responses, never both, and never neither; with responses, "Canvassed" is implied. Without a phoneId
VAN may mark the person instead of the number, so the file's own id of the number is sent where we
know it, and else the number itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Line:
    """The number that was contacted: E.164, and VAN's id of it where the voter file told one."""

    e164: str
    phone_id: int | None


@dataclass(frozen=True)
class Answered:
    """One answer: the question's origin, and the code of the choice."""

    origin: int
    code: str


def responses_of(
    answers: Sequence[Answered], answer_map: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """The answers that have a place in VAN."""
    found = []
    for each in answers:
        known = answer_map.get(str(each.origin), {})
        response = known.get("choices", {}).get(each.code)
        if response is not None:
            found.append(
                {
                    "type": "SurveyResponse",
                    "surveyQuestionId": known["question"],
                    "surveyResponseId": response,
                }
            )
    return found


def canvass_response(
    line: Line,
    at: datetime,
    contact_type_id: int,
    input_type_id: int,
    responses: Sequence[Mapping[str, Any]],
    result_code_id: int | None,
) -> dict[str, Any] | None:
    """The body to be posted; None where there is neither an answer nor a code to tell."""
    if not responses and result_code_id is None:
        return None
    number: dict[str, Any] = (
        {"phoneId": line.phone_id}
        if line.phone_id is not None
        else {"phone": {"dialingPrefix": "1", "phoneNumber": line.e164.removeprefix("+1")}}
    )
    return {
        "canvassContext": {
            "contactTypeId": contact_type_id,
            "inputTypeId": input_type_id,
            "dateCanvassed": at.isoformat(),
            **number,
        },
        "resultCodeId": None if responses else result_code_id,
        "responses": [*responses] or None,
    }

"""What VAN takes as a canvass response, by its API reference."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from phonebank.simulator.van.codes import CONTACT_TYPES, INPUT_TYPES, QUESTIONS, RESULT_CODES
from phonebank.simulator.van.people import Person


def wrong(person: Person, body: dict[str, Any]) -> list[str]:
    """Everything that VAN would not have, in words."""
    found = [*_in_choice(body), *_in_context(person, body.get("canvassContext") or {})]
    result = body.get("resultCodeId")
    if result is not None and result not in {each["resultCodeId"] for each in RESULT_CODES}:
        found.append("'resultCodeId' is not a valid Result Code in the current context")
    for response in body.get("responses") or []:
        found += _in_response(response)
    return found


def _in_choice(body: dict[str, Any]) -> Iterator[str]:
    if body.get("resultCodeId") is not None and body.get("responses"):
        yield "'resultCodeId' must be null when 'responses' are specified"
    if body.get("resultCodeId") is None and not body.get("responses"):
        yield "Either 'resultCodeId' or 'responses' must be specified"


def _in_context(person: Person, context: dict[str, Any]) -> Iterator[str]:
    if context.get("contactTypeId") not in {each["contactTypeId"] for each in CONTACT_TYPES}:
        yield "'contactTypeId' is not a valid Contact Type"
    if context.get("inputTypeId") not in {each["inputTypeId"] for each in INPUT_TYPES}:
        yield "'inputTypeId' is not a valid Input Type"
    if "phoneId" in context and "phone" in context:
        yield "'phoneId' and 'phone' must not both be specified"
    if "phoneId" in context and context["phoneId"] not in person.phones:
        yield "'phoneId' does not belong to this person"
    if "phone" in context and len(str(context["phone"].get("phoneNumber", ""))) != 10:
        yield "'phone' is not a valid phone number"
    try:
        datetime.fromisoformat(context.get("dateCanvassed", ""))
    except (TypeError, ValueError):
        yield "'dateCanvassed' must be an ISO-8601 date"


def _in_response(response: dict[str, Any]) -> Iterator[str]:
    if response.get("type") != "SurveyResponse":
        yield "'type' is not a known Script Response"
    asked = response.get("surveyQuestionId")
    question = next((each for each in QUESTIONS if each["surveyQuestionId"] == asked), None)
    if question is None:
        yield "'surveyQuestionId' is not a valid Survey Question"
        return
    known = {each["surveyResponseId"] for each in question["responses"]}
    if response.get("surveyResponseId") not in known:
        yield "'surveyResponseId' is not a response to this Survey Question"

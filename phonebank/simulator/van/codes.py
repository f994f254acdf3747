"""The codes of the stand-in. VAN's differ from state to state; only the names are what they are."""

from typing import Any, Final

_RESULTS: Final = (
    "Canvassed",
    "Not Home",
    "Left Message",
    "Busy",
    "Wrong Number",
    "Disconnected",
    "Call Back",
    "Language Barrier",
    "Refused",
    "Do Not Call",
    "Do Not Text",
    "Moved",
    "Deceased",
)
RESULT_CODES: Final[list[dict[str, Any]]] = [
    {"resultCodeId": 301 + place, "name": name, "mediumName": name[:2], "shortName": name[:2]}
    for place, name in enumerate(_RESULTS)
]
CONTACT_TYPES: Final[list[dict[str, Any]]] = [
    {"contactTypeId": 41, "name": "Phone", "channelTypeName": "Phone"},
    {"contactTypeId": 42, "name": "SMS Text", "channelTypeName": "Text"},
]
INPUT_TYPES: Final[list[dict[str, Any]]] = [{"inputTypeId": 51, "name": "API"}]
QUESTIONS: Final[list[dict[str, Any]]] = [
    {
        "surveyQuestionId": 6_001,
        "name": "Will you vote?",
        "responses": [
            {"surveyResponseId": 6_101, "name": "Yes"},
            {"surveyResponseId": 6_102, "name": "No"},
        ],
    },
    {
        "surveyQuestionId": 6_002,
        "name": "How do you vote",
        "responses": [
            {"surveyResponseId": 6_201, "name": "Mail"},
            {"surveyResponseId": 6_202, "name": "In person"},
        ],
    },
]

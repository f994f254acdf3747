"""Lookup v2: https://www.twilio.com/docs/lookup/v2-api"""

from typing import Any

from phonebank.simulator.rest.errors import ApiError
from phonebank.simulator.rest.exchange import Answer, Ask, Route, is_e164
from phonebank.simulator.voters import Voter

_PACKAGES = (
    "caller_name",
    "sim_swap",
    "call_forwarding",
    "line_status",
    "line_type_intelligence",
    "identity_match",
    "reassigned_number",
    "sms_pumping_risk",
    "phone_number_quality_score",
    "pre_fill",
)
_NORTH_AMERICAN_LENGTH = len("+16515550123")


async def fetch(ask: Ask) -> Answer:
    """What is known of a number; of the paid packages only the line type."""
    number = ask.parts["PhoneNumber"]
    asked = [one for one in ask.get("Fields").split(",") if one]
    unknown = sorted(set(asked) - {"line_type_intelligence", "validation"})
    if unknown:
        raise ApiError(60616, f"Fields not served here: {', '.join(unknown)}")
    body = _basics(number) | dict.fromkeys(_PACKAGES)
    if "line_type_intelligence" in asked and body["valid"]:
        body["line_type_intelligence"] = _line_type(ask.network.voters.at(number))
    return Answer(body)


def _basics(number: str) -> dict[str, Any]:
    errors = _validation_errors(number)
    area, rest = number[2:5], number[5:]
    return {
        "phone_number": number,
        "calling_country_code": None if errors else "1",
        "country_code": None if errors else "US",
        "national_format": None if errors else f"({area}) {rest[:3]}-{rest[3:]}",
        "valid": not errors,
        "validation_errors": errors,
        "url": f"https://lookups.twilio.com/v2/PhoneNumbers/{number}",
    }


def _validation_errors(number: str) -> list[str]:
    if not is_e164(number):
        return ["NOT_A_NUMBER"]
    if not number.startswith("+1"):
        return ["INVALID_COUNTRY_CODE"]
    if len(number) != _NORTH_AMERICAN_LENGTH:
        return ["TOO_SHORT" if len(number) < _NORTH_AMERICAN_LENGTH else "TOO_LONG"]
    return []


def _line_type(voter: Voter) -> dict[str, Any]:
    return {
        "type": voter.line_type,
        "carrier_name": "Simulated carrier",
        "mobile_country_code": "310",
        "mobile_network_code": "000",
        "error_code": None,
    }


ROUTES = (Route("GET", "/v2/PhoneNumbers/{PhoneNumber}", fetch),)

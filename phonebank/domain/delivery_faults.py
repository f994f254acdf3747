"""Why a text did not reach the voter, in kinds that a texter can act on."""

from enum import StrEnum
from typing import Final


class DeliveryFault(StrEnum):
    """What a texter needs to know of a text that failed."""

    NO_TEXT_LINE = "no text line"
    UNREACHABLE = "unreachable"
    OPTED_OUT = "opted out"
    FILTERED = "filtered"
    BAD_NUMBER = "bad number"
    OUR_LIMIT = "our limit"
    OUR_SETUP = "our setup"
    UNKNOWN = "unknown"


_BY_CODE: Final[dict[int, DeliveryFault]] = {
    20429: DeliveryFault.OUR_LIMIT,
    21211: DeliveryFault.BAD_NUMBER,
    21610: DeliveryFault.OPTED_OUT,
    21614: DeliveryFault.NO_TEXT_LINE,
    21635: DeliveryFault.NO_TEXT_LINE,
    30003: DeliveryFault.UNREACHABLE,
    30004: DeliveryFault.FILTERED,
    30005: DeliveryFault.UNREACHABLE,
    30006: DeliveryFault.NO_TEXT_LINE,
    30007: DeliveryFault.FILTERED,
    30034: DeliveryFault.OUR_SETUP,
    63038: DeliveryFault.OUR_LIMIT,
}
"""The carrier's published codes (twilio.com/docs/api/errors); one not listed is UNKNOWN."""


def fault_of(error_code: int | None) -> DeliveryFault:
    """The kind of a carrier's error code; UNKNOWN where it has none."""
    return _BY_CODE.get(error_code or 0, DeliveryFault.UNKNOWN)

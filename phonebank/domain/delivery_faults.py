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
    21408: DeliveryFault.OUR_SETUP,
    21606: DeliveryFault.OUR_SETUP,
    21610: DeliveryFault.OPTED_OUT,
    21611: DeliveryFault.OUR_LIMIT,
    21612: DeliveryFault.NO_TEXT_LINE,
    21614: DeliveryFault.NO_TEXT_LINE,
    21635: DeliveryFault.NO_TEXT_LINE,
    30001: DeliveryFault.OUR_LIMIT,
    30002: DeliveryFault.OUR_SETUP,
    30003: DeliveryFault.UNREACHABLE,
    30004: DeliveryFault.FILTERED,
    30005: DeliveryFault.BAD_NUMBER,
    30006: DeliveryFault.NO_TEXT_LINE,
    30007: DeliveryFault.FILTERED,
    30034: DeliveryFault.OUR_SETUP,
    63038: DeliveryFault.OUR_LIMIT,
}
"""The carrier's published codes (twilio.com/docs/api/errors); one not listed is UNKNOWN."""


OPTED_OUT_AT_CARRIER: Final = 21610
LANDLINES: Final = frozenset({21635, 30006})
"""Codes that say that the number is a landline."""
NO_TEXT_LINES: Final = frozenset({21612, 21614, 21635, 30003, 30004, 30006})
"""Codes after which texting the number again is no use; it may still be called."""
NO_SUCH_NUMBERS: Final = frozenset({21211, 30005})
"""Codes that say that nobody has the number."""


def fault_of(error_code: int | None) -> DeliveryFault:
    """The kind of a carrier's error code; UNKNOWN where it has none."""
    return _BY_CODE.get(error_code or 0, DeliveryFault.UNKNOWN)

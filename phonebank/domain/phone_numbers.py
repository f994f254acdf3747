"""Telephone numbers: reading what a file holds, and refusing what must never be dialled.

A number is an E.164 string such as `+16515550123`. Diallable are the numbers of the fifty states,
the District of Columbia and the five inhabited territories (Puerto Rico, the U.S. Virgin Islands,
Guam, the Northern Marianas, American Samoa): voters keep them when they move to a state, and
United States law covers them. Everything else is refused here as well as at the carrier.
"""

import re
from enum import StrEnum
from typing import Final

import phonenumbers

from phonebank.domain.area_codes import AREA_CODE_STATE, CARIBBEAN, TOLL_FREE
from phonebank.domain.errors import BadInput

_NORTH_AMERICA: Final = 1
_PREMIUM_AREA_CODE: Final = "900"
_PREMIUM_EXCHANGE: Final = "976"
_SERVICE_EXCHANGE: Final = re.compile(r"[2-9]11")
_DIRECTORY_ASSISTANCE: Final = "5551212"
_FICTIONAL: Final = re.compile(r"55501\d\d")
_SPREADSHEET_FRACTION: Final = re.compile(r"(?<=\d{10})\.0+$")
_LONGEST_READ: Final = 60
_E164: Final = re.compile(r"\+1[2-9]\d{9}")
_PLAINLY_WRITTEN: Final = re.compile(
    r"(?:\+?1[-. ]?)?(?:\(([2-9]\d\d)\) ?|([2-9]\d\d)[-. ]?)([2-9]\d\d)[-. ]?(\d{4})", re.ASCII
)
_WITH_HOLES: Final = frozenset({"340", "670", "671", "684", "983"})
"""Area codes of ours in which the numbering plan has not given out every exchange."""
_WHOLE: Final = frozenset(AREA_CODE_STATE) - _WITH_HOLES


class NumberFault(StrEnum):
    """Why a number is refused."""

    UNREADABLE = "unreadable"
    NOT_VALID = "not_valid"
    HAS_EXTENSION = "has_extension"
    FOREIGN = "foreign"
    CARIBBEAN = "caribbean"
    PREMIUM = "premium"
    TOLL_FREE = "toll_free"


FAULT_SENTENCES: Final[dict[NumberFault, str]] = {
    NumberFault.UNREADABLE: "This is not a telephone number.",
    NumberFault.NOT_VALID: "No such telephone number can exist.",
    NumberFault.HAS_EXTENSION: "This number has an extension: it reaches a switchboard.",
    NumberFault.FOREIGN: "This number belongs to another country.",
    NumberFault.CARIBBEAN: "This number is billed as an international call to the Caribbean.",
    NumberFault.PREMIUM: "This number charges whoever calls it.",
    NumberFault.TOLL_FREE: "This is a toll-free number, nobody's own telephone.",
}


class NumberRefused(BadInput):
    """The number cannot be read, or must not be dialled; `reason` says which."""

    def __init__(self, reason: NumberFault) -> None:
        super().__init__(FAULT_SENTENCES[reason])
        self.reason = reason


def parse(raw: str, region: str = "US") -> str:
    """The E.164 form of a number as people and files write it.

    `region` is where a number without a country code is taken to be. Digits of any script are
    read, and the `.0` that spreadsheets append is ignored. The fictional range 555-01xx is
    accepted in every area code of ours, whatever the numbering plan says of it: samples are made
    of it.

    Raises NumberRefused.
    """
    plain = read_plainly(raw) if region == "US" else None
    return _parse_by_the_plan(raw, region) if plain is None else plain


def read_plainly(raw: str) -> str | None:
    """The same as `parse`, where a number is written in one of the usual ways and needs no second
    look; None for everything else. A million are read in seconds instead of a minute."""
    written = _PLAINLY_WRITTEN.fullmatch(raw)
    if written is None:
        return None
    in_brackets, bare, exchange, line = written.groups()
    code = in_brackets or bare
    if code not in _WHOLE or exchange == _PREMIUM_EXCHANGE or exchange[1:] == "11":
        return None
    if exchange + line == _DIRECTORY_ASSISTANCE:
        return None
    return f"+1{code}{exchange}{line}"


def _parse_by_the_plan(raw: str, region: str) -> str:
    """What the numbering plan says of a number, slowly and surely."""
    number = _read(raw, region)
    if number.country_code != _NORTH_AMERICA:
        raise NumberRefused(NumberFault.FOREIGN)
    national = phonenumbers.national_significant_number(number)
    fault = _fault(national, number)
    if fault is not None:
        raise NumberRefused(fault)
    return f"+{_NORTH_AMERICA}{national}"


def area_code(e164: str) -> str:
    """The three digits after +1. Raises ValueError for anything but +1 and ten digits."""
    if not _E164.fullmatch(e164):
        raise ValueError("not a North American number in E.164 form")
    return e164[2:5]


def _read(raw: str, region: str) -> phonenumbers.PhoneNumber:
    tidy = _SPREADSHEET_FRACTION.sub("", raw.strip())
    if len(tidy) > _LONGEST_READ:
        raise NumberRefused(NumberFault.UNREADABLE)
    try:
        number = phonenumbers.parse(tidy, region)
    except phonenumbers.NumberParseException as error:
        raise NumberRefused(NumberFault.UNREADABLE) from error
    if number.extension:
        raise NumberRefused(NumberFault.HAS_EXTENSION)
    return number


def _fault(national: str, number: phonenumbers.PhoneNumber) -> NumberFault | None:
    code, local = national[:3], national[3:]
    if len(national) != 10 or _SERVICE_EXCHANGE.fullmatch(local[:3]):
        return NumberFault.NOT_VALID
    if code in CARIBBEAN:
        return NumberFault.CARIBBEAN
    if code in TOLL_FREE:
        return NumberFault.TOLL_FREE
    if _costs_the_caller(code, local):
        return NumberFault.PREMIUM
    if code in AREA_CODE_STATE and _FICTIONAL.fullmatch(local):
        return None
    return _fault_of_the_plan(code, number)


def _costs_the_caller(code: str, local: str) -> bool:
    return (
        code == _PREMIUM_AREA_CODE
        or local.startswith(_PREMIUM_EXCHANGE)
        or local == _DIRECTORY_ASSISTANCE
    )


def _fault_of_the_plan(code: str, number: phonenumbers.PhoneNumber) -> NumberFault | None:
    if not phonenumbers.is_valid_number(number):
        return NumberFault.NOT_VALID
    region = phonenumbers.region_code_for_number(number)
    if code in AREA_CODE_STATE or (region == "US" and _is_a_persons_line(number)):
        return None
    return NumberFault.NOT_VALID if region == "US" else NumberFault.FOREIGN


def _is_a_persons_line(number: phonenumbers.PhoneNumber) -> bool:
    return phonenumbers.number_type(number) in (
        phonenumbers.PhoneNumberType.FIXED_LINE,
        phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE,
        phonenumbers.PhoneNumberType.MOBILE,
    )

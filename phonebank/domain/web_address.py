"""Addresses of other programs, as people give them."""

from typing import Final
from urllib.parse import urlsplit

from phonebank.domain.errors import BadInput

_LONGEST: Final = 500


def checked_address(given: str, *, plain_too: bool = False) -> str:
    """An https address (http only where `plain_too`). Raises BadInput for anything else; where it
    leads is looked at when it is used."""
    address = given.strip()
    schemes = ("https", "http") if plain_too else ("https",)
    try:
        parts = urlsplit(address)
        usable = parts.scheme in schemes and parts.hostname and parts.port != 0
    except ValueError:
        usable = False
    if not usable or parts.username or parts.fragment or len(address) > _LONGEST:
        raise BadInput("please give an address that begins with https://", "url")
    if not address.isascii() or any(each.isspace() for each in address):
        raise BadInput("please give an address that begins with https://", "url")
    return address

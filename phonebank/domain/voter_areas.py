"""Where voters live, as a file may tell it: precinct, ZIP code, city or county, or a point."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Final

from phonebank.domain.voter_columns import header_key


class AreaKind(StrEnum):
    """By what answers are told apart on the map."""

    PRECINCT = "precinct"
    ZIP = "zip"
    CITY = "city"
    COUNTY = "county"


_PRECINCTS: Final = ("precinctname", "precinct", "precinctcode", "precinctnumber", "votersprecinct")
_LATITUDES: Final = ("latitude", "lat", "residenceaddresseslatitude", "geolatitude")
_LONGITUDES: Final = ("longitude", "lon", "lng", "residenceaddresseslongitude", "geolongitude")


def precinct_header(headers: Iterable[str]) -> str | None:
    """The column, of those that are kept beside voters, that names the precinct."""
    return _likeliest(headers, _PRECINCTS)


def point_headers(headers: Iterable[str]) -> tuple[str, str] | None:
    """The columns of latitude and longitude, where a file has both."""
    known = list(headers)
    latitude, longitude = _likeliest(known, _LATITUDES), _likeliest(known, _LONGITUDES)
    return (latitude, longitude) if latitude and longitude else None


def _likeliest(headers: Iterable[str], keys: Sequence[str]) -> str | None:
    found = [(keys.index(key), header) for header in headers if (key := header_key(header)) in keys]
    return min(found)[1] if found else None

"""The states, the District and the territories of the United States, with the zones they observe.

Zones are IANA names, one for each clock in use since 2007: Boise keeps Denver's, Juneau keeps
Anchorage's, most of Indiana and Michigan keep New York's, so they are not listed apart.
Source: 49 CFR part 71 (boundaries of the standard time zones) and the IANA time zone database,
reviewed 2026-11.
"""

from typing import Final

EASTERN: Final = "America/New_York"
CENTRAL: Final = "America/Chicago"
MOUNTAIN: Final = "America/Denver"
ARIZONA: Final = "America/Phoenix"
PACIFIC: Final = "America/Los_Angeles"
ALASKA: Final = "America/Anchorage"
ALEUTIAN: Final = "America/Adak"
HAWAII: Final = "Pacific/Honolulu"
PUERTO_RICO: Final = "America/Puerto_Rico"
VIRGIN_ISLANDS: Final = "America/St_Thomas"
GUAM: Final = "Pacific/Guam"
SAMOA: Final = "Pacific/Pago_Pago"

ZONES_OF_THE_STATES: Final[frozenset[str]] = frozenset(
    {EASTERN, CENTRAL, MOUNTAIN, ARIZONA, PACIFIC, ALASKA, ALEUTIAN, HAWAII}
)
"""Every zone of the fifty states and the District: where anyone may be."""

SAME_CLOCK: Final[dict[str, str]] = {
    "America/Boise": MOUNTAIN,
    "America/Detroit": EASTERN,
    "America/Indiana/Indianapolis": EASTERN,
    "America/Juneau": ALASKA,
    "America/Kentucky/Louisville": EASTERN,
    "America/North_Dakota/Center": CENTRAL,
    "Pacific/Saipan": GUAM,
}
"""Names that keep the same clock as one of ours, so that one clock is listed once."""

STATE_NAMES: Final[dict[str, str]] = {
    "AL": "Alabama", "AK": "Alaska", "AZ": "Arizona", "AR": "Arkansas", "CA": "California",
    "CO": "Colorado", "CT": "Connecticut", "DE": "Delaware", "DC": "District of Columbia",
    "FL": "Florida", "GA": "Georgia", "HI": "Hawaii", "ID": "Idaho", "IL": "Illinois",
    "IN": "Indiana", "IA": "Iowa", "KS": "Kansas", "KY": "Kentucky", "LA": "Louisiana",
    "ME": "Maine", "MD": "Maryland", "MA": "Massachusetts", "MI": "Michigan", "MN": "Minnesota",
    "MS": "Mississippi", "MO": "Missouri", "MT": "Montana", "NE": "Nebraska", "NV": "Nevada",
    "NH": "New Hampshire", "NJ": "New Jersey", "NM": "New Mexico", "NY": "New York",
    "NC": "North Carolina", "ND": "North Dakota", "OH": "Ohio", "OK": "Oklahoma", "OR": "Oregon",
    "PA": "Pennsylvania", "RI": "Rhode Island", "SC": "South Carolina", "SD": "South Dakota",
    "TN": "Tennessee", "TX": "Texas", "UT": "Utah", "VT": "Vermont", "VA": "Virginia",
    "WA": "Washington", "WV": "West Virginia", "WI": "Wisconsin", "WY": "Wyoming",
    "PR": "Puerto Rico", "VI": "U.S. Virgin Islands", "GU": "Guam",
    "MP": "Northern Mariana Islands", "AS": "American Samoa",
}  # fmt: skip

TERRITORIES: Final[frozenset[str]] = frozenset({"PR", "VI", "GU", "MP", "AS"})

_IN_ONE_ZONE: Final[dict[str, str]] = {
    EASTERN: "CT DE DC GA ME MD MA NH NJ NY NC OH PA RI SC VT VA WV",
    CENTRAL: "AL AR IL IA LA MN MS MO OK WI",
    MOUNTAIN: "CO MT NM UT WY",
    PACIFIC: "CA WA",
    HAWAII: "HI",
    PUERTO_RICO: "PR",
    VIRGIN_ISLANDS: "VI",
    GUAM: "GU MP",
    SAMOA: "AS",
}

_IN_SEVERAL_ZONES: Final[dict[str, tuple[str, ...]]] = {
    "AK": (ALASKA, ALEUTIAN),
    "AZ": (ARIZONA, MOUNTAIN),  # the Navajo Nation keeps daylight saving time
    "FL": (EASTERN, CENTRAL),
    "ID": (MOUNTAIN, PACIFIC),
    "IN": (EASTERN, CENTRAL),
    "KS": (CENTRAL, MOUNTAIN),
    "KY": (EASTERN, CENTRAL),
    "MI": (EASTERN, CENTRAL),
    "NE": (CENTRAL, MOUNTAIN),
    "NV": (PACIFIC, MOUNTAIN),
    "ND": (CENTRAL, MOUNTAIN),
    "OR": (PACIFIC, MOUNTAIN),
    "SD": (CENTRAL, MOUNTAIN),
    "TN": (EASTERN, CENTRAL),
    "TX": (CENTRAL, MOUNTAIN),
}

STATE_ZONES: Final[dict[str, tuple[str, ...]]] = _IN_SEVERAL_ZONES | {
    state: (zone,) for zone, states in _IN_ONE_ZONE.items() for state in states.split()
}
"""Two-letter state to the zones that some part of it observes."""

_CODE_OF_NAME: Final[dict[str, str]] = {
    name.casefold(): code for code, name in STATE_NAMES.items()
} | {"virgin islands": "VI", "washington dc": "DC", "washington, d.c.": "DC"}


def state_code(text: str | None) -> str | None:
    """The two-letter code of a state given as a code or a name; None if it is no state of ours."""
    if text is None:
        return None
    tidy = " ".join(text.split())
    if tidy.upper() in STATE_NAMES:
        return tidy.upper()
    return _CODE_OF_NAME.get(tidy.casefold())

"""The zones in which a voter may be: every one that the number or the registered address allows.

Nobody's zone is guessed. A number's area code gives all the zones of its territory, an address all
the zones of its state, and what neither tells may be anywhere. Only the voter's own word removes a
zone.
"""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from phonebank.domain.area_codes import AREA_CODE_STATE, AREA_CODE_ZONES
from phonebank.domain.phone_numbers import area_code
from phonebank.domain.states import SAME_CLOCK, STATE_ZONES, ZONES_OF_THE_STATES, state_code


@dataclass(frozen=True)
class Whereabouts:
    """What is known of where a voter is.

    `address_state` is the state of the registered address, as a code or a name; None where there is
    no address. `zip_code` is not used yet: it can only narrow the zones of a split state.
    `stated_zone` is an IANA name that the voter gave; it counts beside the others, and one that
    nobody knows counts as every zone.
    `not_in` are zones of which the voter said not to be in them.
    """

    address_state: str | None = None
    zip_code: str | None = None
    stated_zone: str | None = None
    not_in: frozenset[str] = frozenset()


NOWHERE_STATED = Whereabouts()


def candidate_zones(e164: str, whereabouts: Whereabouts = NOWHERE_STATED) -> tuple[str, ...]:
    """Every zone in which the voter with this number may be, as sorted IANA names, never empty.

    Raises ValueError for a number that is not North American.
    """
    found = zones_of_number(e164) | zones_of_state(whereabouts.address_state)
    left = found - {_canonical(zone) for zone in whereabouts.not_in}
    return tuple(sorted((left | _stated(whereabouts.stated_zone)) or ZONES_OF_THE_STATES))


def zones_of_number(e164: str) -> frozenset[str]:
    """The zones of a number's area code; every zone of the states for a code not in our table."""
    zones = AREA_CODE_ZONES.get(area_code(e164))
    return ZONES_OF_THE_STATES if zones is None else frozenset(zones)


def zones_of_state(state: str | None) -> frozenset[str]:
    """The zones of a state: none without an address, every one for a state that nobody can read.

    The territories count only where the number or the address names one: their clocks are so far
    from the mainland's that hardly an hour would be left.
    """
    if state is None or not state.strip():
        return frozenset()
    code = state_code(state)
    return ZONES_OF_THE_STATES if code is None else frozenset(STATE_ZONES[code])


def states_of(e164: str, whereabouts: Whereabouts = NOWHERE_STATED) -> tuple[str, ...]:
    """The states whose rules may protect the voter: the number's and the registered address's."""
    states = {AREA_CODE_STATE.get(area_code(e164)), state_code(whereabouts.address_state)}
    return tuple(sorted(state for state in states if state is not None))


def _stated(zone: str | None) -> frozenset[str]:
    if zone is None:
        return frozenset()
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        return ZONES_OF_THE_STATES
    return frozenset({_canonical(zone)})


def _canonical(zone: str) -> str:
    return SAME_CLOCK.get(zone, zone)

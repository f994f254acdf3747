"""How automatically a voter may be dialled at the most, as SQL for a whole list at once.

It sorts a queue and no more: the rule is `domain/dial_mode.py`, which the gate asks of each number
before it is dialled.
"""

from sqlalchemy import ColumnElement, String, case, func, literal, or_, select

from phonebank.domain.area_codes import AREA_CODE_STATE
from phonebank.domain.contact_request import LineType
from phonebank.domain.dial_mode import LIVE_VOICE_FIRST, DialMode
from phonebank.domain.states import STATE_NAMES
from phonebank.domain.voter import PhoneNumber, Voter

_AREA_CODES = sorted(code for code, state in AREA_CODE_STATE.items() if state in LIVE_VOICE_FIRST)
_STATES = sorted(
    {code for code in LIVE_VOICE_FIRST} | {STATE_NAMES[code].upper() for code in LIVE_VOICE_FIRST}
)


def mode_of_voter() -> ColumnElement[str]:
    """The most automatic mode that a number of the row's voter allows, of those in use."""
    by_machine = or_(
        PhoneNumber.line_type == LineType.LANDLINE, PhoneNumber.consent_at.is_not(None)
    )
    guarded = or_(
        func.substr(PhoneNumber.e164, 3, 3).in_(_AREA_CODES),
        func.upper(func.trim(Voter.state)).in_(_STATES),
    )
    of_number = case(
        (guarded, DialMode.PROGRESSIVE.value), else_=literal(DialMode.PREDICTIVE.value, String)
    )
    best = (
        # In the order of the alphabet "predictive" comes before "progressive".
        select(func.min(of_number))
        .where(PhoneNumber.voter_id == Voter.id, PhoneNumber.dead.is_(None), by_machine)
        .correlate(Voter)
        .scalar_subquery()
    )
    return func.coalesce(best, DialMode.CLICK.value)

"""What an organisation's calls and texts cost, and the breaker that stops it alone.

The prices are the operator's own figures; what the carrier bills is the truth and comes later.
"""

from datetime import datetime, timedelta

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from phonebank.config import Prices
from phonebank.domain.errors import NotFound
from phonebank.domain.organisation import FreezeReason, Organisation
from phonebank.domain.shift import Shift, ShiftState
from phonebank.services.announcing import announce_shift_to_all
from phonebank.services.auditing import audit

WINDOW = timedelta(hours=24)

# A call is billed by the minute begun, a text by its segments (3GPP TS 23.038: 153 or 67
# characters each; a text of one segment is counted alike, which errs to the safe side).
_COST = text("""
    SELECT coalesce((SELECT sum(ceil(greatest(1,
                       extract(epoch FROM coalesce(call.ended_at, :at) - answered_at)) / 60.0)
                     * :call_minute)
              FROM call JOIN shift ON shift.id = call.shift_id
             WHERE shift.organisation_id = :organisation_id AND queued_at > :since
               AND answered_at IS NOT NULL), 0)
         + coalesce((SELECT sum(ceil(char_length(body)
                       / CASE WHEN octet_length(body) = char_length(body) THEN 153.0 ELSE 67.0 END)
                     * :text_segment)
              FROM text_message WHERE organisation_id = :organisation_id AND taken_at > :since
               AND direction = 'out' AND carrier_sid IS NOT NULL), 0)
""")


def spent_cents(session: Session, organisation_id: int, prices: Prices, at: datetime) -> int:
    """What an organisation's contacts of the last 24 hours come to, in whole cents."""
    values = {
        "organisation_id": organisation_id,
        "since": at - WINDOW,
        "at": at,
        "call_minute": prices.call_minute,
        "text_segment": prices.text_segment,
    }
    return int(session.execute(_COST, values).scalar_one()) // 100


def freeze_who_spends_too_much(session: Session, prices: Prices, at: datetime) -> list[int]:
    """Freeze each organisation at work whose contacts of 24 hours cost more than its limit;
    returns their ids. The others go on."""
    at_work = select(Shift.organisation_id).where(Shift.state == ShiftState.RUNNING)
    watched = select(Organisation).where(
        Organisation.id.in_(at_work),
        Organisation.spend_limit_cents > 0,
        Organisation.frozen.is_(False),
    )
    frozen = []
    for organisation in session.scalars(watched).all():
        if spent_cents(session, organisation.id, prices, at) <= organisation.spend_limit_cents:
            continue
        organisation.frozen, organisation.frozen_because = True, FreezeReason.SPENDING
        audit(session, organisation.id, at, "conductor", "freeze", "spending")
        _tell_shifts(session, organisation.id)
        frozen.append(organisation.id)
    return frozen


def thaw(session: Session, slug: str, limit_cents: int, at: datetime, actor: str) -> Organisation:
    """Let an organisation go on, with this limit from now on. Raises NotFound."""
    organisation = session.scalar(select(Organisation).where(Organisation.slug == slug))
    if organisation is None:
        raise NotFound(f"there is no organisation {slug}")
    organisation.frozen, organisation.frozen_because = False, None
    organisation.spend_limit_cents = limit_cents
    audit(session, organisation.id, at, actor, "thaw", f"limit {limit_cents} cents")
    _tell_shifts(session, organisation.id)
    return organisation


def _tell_shifts(session: Session, organisation_id: int) -> None:
    running = select(Shift.id).where(
        Shift.organisation_id == organisation_id, Shift.state == ShiftState.RUNNING
    )
    for shift_id in session.scalars(running):
        announce_shift_to_all(session, shift_id)

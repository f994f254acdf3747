"""Asking the carrier what kind of line a number is: each number once, and never for more than was
agreed."""

from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from phonebank.clock import Clock
from phonebank.db import Database
from phonebank.domain.contact_request import LineType
from phonebank.domain.errors import NotFound
from phonebank.domain.voter import PhoneNumber
from phonebank.domain.voter_list import VoterList, VoterListEntry
from phonebank.services.auditing import Author, audit
from phonebank.services.counting_lists import count_list
from phonebank.telephony.port import Carrier, CarrierRefused

COST_MILLS: Final = 8
"""What one look-up costs, in thousandths of a US dollar (Twilio's list price for line type
intelligence, reviewed 2026-11)."""
_AT_ONCE: Final = 8
_BATCH: Final = 200


def cost_cents(numbers: int) -> int:
    """What looking up so many numbers costs, in cents, rounded up."""
    return -(-numbers * COST_MILLS // 10)


def ask_to_look_up(
    session: Session, organisation_id: int, list_id: int, numbers: int, by: Author
) -> None:
    """Note who agreed to pay for so many look-ups. Raises NotFound for a list of somebody else."""
    found = session.get(VoterList, list_id)
    if found is None or found.organisation_id != organisation_id:
        raise NotFound("there is no such voter list")
    audit(
        session,
        organisation_id,
        by.at,
        by.actor,
        "look up line types",
        f"voter list {list_id}",
        numbers=numbers,
        cents=cost_cents(numbers),
    )


def look_up(database: Database, carrier: Carrier, list_id: int, at_most: int, clock: Clock) -> int:
    """Look up the numbers of a list whose kind of line nobody knows; returns how many.

    What was told is kept for every voter of the organisation with that number, at once. A number
    that the carrier refuses counts as asked. Raises CarrierError where the carrier is away: run
    again, it goes on with the rest.
    """
    done = 0
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        while done < at_most:
            with database.transaction() as session:
                numbers = _unknown(session, list_id, min(_BATCH, at_most - done))
            if not numbers:
                break
            for number, kind in zip(
                numbers, pool.map(lambda each: _asked(carrier, each), numbers), strict=True
            ):
                _keep(database, list_id, number, kind, clock)
                done += 1
    with database.transaction() as session:
        count_list(session, list_id, clock())
    return done


def _unknown(session: Session, list_id: int, at_most: int) -> list[str]:
    numbers = (
        select(PhoneNumber.e164)
        .join(VoterListEntry, VoterListEntry.voter_id == PhoneNumber.voter_id)
        .where(
            VoterListEntry.voter_list_id == list_id,
            PhoneNumber.line_type == LineType.UNKNOWN,
            PhoneNumber.looked_up_at.is_(None),
            PhoneNumber.dead.is_(None),
        )
        .limit(2 * at_most)  # a household's number comes once for each of them
    )
    return list(islice(dict.fromkeys(session.scalars(numbers)), at_most))


def _asked(carrier: Carrier, number: str) -> LineType:
    try:
        return carrier.line_type(number)
    except CarrierRefused:
        return LineType.UNKNOWN


def _keep(database: Database, list_id: int, number: str, kind: LineType, clock: Clock) -> None:
    with database.transaction() as session:
        owner = session.get_one(VoterList, list_id).organisation_id
        same = (PhoneNumber.organisation_id == owner, PhoneNumber.e164 == number)
        session.execute(update(PhoneNumber).where(*same).values(looked_up_at=clock()))
        if kind is not LineType.UNKNOWN:
            unknown = PhoneNumber.line_type == LineType.UNKNOWN
            session.execute(update(PhoneNumber).where(*same, unknown).values(line_type=kind))

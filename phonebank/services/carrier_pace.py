"""Turns at the carrier: no more calls a second than its account allows, whoever starts them.

The row of the account is the truth for every process, and its clock is the database's.
"""

from sqlalchemy import text
from sqlalchemy.orm import Session

_LOOK = text("""
    SELECT extract(epoch FROM greatest(next_at, clock_timestamp()) - clock_timestamp())
      FROM carrier_pace WHERE account = :account FOR UPDATE
""")
_BEGIN = text("""
    INSERT INTO carrier_pace (account, next_at) VALUES (:account, clock_timestamp())
    ON CONFLICT DO NOTHING
""")
_TAKE = text("""
    UPDATE carrier_pace
       SET next_at = greatest(next_at, clock_timestamp()) + :seconds * interval '1 second'
     WHERE account = :account
""")


def reserve(
    session: Session, account: str, calls: int, per_second: float, within_seconds: float
) -> list[float]:
    """Take turns for up to so many calls, of those that come up within that time: in how many
    seconds from now each call may start. With `within_seconds` infinite, all are given."""
    values = {"account": account}
    session.execute(_BEGIN, values)
    first = max(0.0, float(session.execute(_LOOK, values).scalar_one()))
    turns = [
        start for number in range(calls) if (start := first + number / per_second) < within_seconds
    ]
    if turns:
        session.execute(_TAKE, {**values, "seconds": len(turns) / per_second})
    return turns

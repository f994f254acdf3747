"""Taking voters from a shift's queue: each by one caller only, in the caller's languages."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, Row

from phonebank.domain.caller import Assignment, AssignmentState, Caller
from phonebank.domain.dial_mode import DialMode
from phonebank.domain.languages import UNKNOWN
from phonebank.domain.shift import Shift

CLAIM = """
    UPDATE assignment SET state = 'claimed', caller_id = %(caller_id)s
     WHERE id = (SELECT id FROM assignment
                  WHERE shift_id = %(shift_id)s AND language = %(language)s
                    AND state = 'waiting' AND not_before <= %(at)s
                  ORDER BY not_before, position
                  LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING id, voter_id
"""
"""One step of the partial index and one row locked, whatever the length of the list; a row
that another caller is just taking is passed over, not waited for. It is the driver's own SQL,
since this is the busiest statement of a shift and compiling it anew cost a tenth of it."""


def languages_for(caller: Caller, shift: Shift) -> list[str]:
    """The languages in which the caller may be given voters, the most fluent first; voters of
    unknown language come last. A voter met in a language that the shift was not planned for waits
    for it too, so that the shift's own languages are no bound."""
    return list(dict.fromkeys([*caller.languages, UNKNOWN]))


def claim(
    connection: Connection, shift_id: int, caller_id: int, languages: Sequence[str], at: datetime
) -> Row[tuple[int, int]] | None:
    """Take the next voter who waits, by the first of the languages that has one.

    Returns (assignment id, voter id), or None where nobody waits.
    """
    for language in languages:
        values = {"caller_id": caller_id, "shift_id": shift_id, "language": language, "at": at}
        if row := connection.exec_driver_sql(CLAIM, values).first():
            return row
    return None


CLAIM_IN_MODE = """
    UPDATE assignment SET state = 'claimed', caller_id = %(caller_id)s
     WHERE id = ANY(ARRAY(SELECT id FROM assignment
                  WHERE shift_id = %(shift_id)s AND mode = %(mode)s AND language = %(language)s
                    AND state = 'waiting' AND not_before <= %(at)s
                  ORDER BY not_before, position
                  LIMIT %(count)s FOR UPDATE SKIP LOCKED))
    RETURNING id, voter_id
"""


def claim_in_mode(
    connection: Connection,
    shift_id: int,
    mode: DialMode,
    language: str,
    count: int,
    at: datetime,
    caller_id: int | None = None,
) -> Sequence[Row[tuple[int, int]]]:
    """Take up to `count` voters of one language who wait and whose numbers allow this mode at the
    most: (assignment id, voter id) each."""
    values = {
        "caller_id": caller_id,
        "shift_id": shift_id,
        "mode": mode.value,
        "language": language,
        "count": count,
        "at": at,
    }
    return connection.exec_driver_sql(CLAIM_IN_MODE, values).all()


def put_back(assignment: Assignment, not_before: datetime) -> None:
    """Let the voter wait again, from a moment on; a promise to them is still to be kept."""
    promised = assignment.promised_for is not None
    assignment.state = AssignmentState.PROMISED if promised else AssignmentState.WAITING
    assignment.caller_id = None
    assignment.not_before = not_before


def bar(assignment: Assignment, reason: str) -> None:
    """Take the voter out of this shift, because the gate will never open for them."""
    assignment.state = AssignmentState.BARRED
    assignment.barred_by = reason


def finish(assignment: Assignment) -> None:
    """The voter is done with on this shift."""
    assignment.state = AssignmentState.DONE

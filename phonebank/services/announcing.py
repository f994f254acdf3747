"""Telling screens to look again, in the words of the application."""

from sqlalchemy.orm import Session

from phonebank.db import announce


def announce_caller(session: Session, shift_id: int, caller_id: int | None) -> None:
    """The caller's own screen, if the call is anybody's yet, and the desk that watches the shift
    are out of date."""
    announce_shift(session, shift_id)
    if caller_id is not None:
        announce(session, ("caller", caller_id))


def announce_shift(session: Session, shift_id: int) -> None:
    """The desk that watches the shift is out of date."""
    announce(session, ("shift", shift_id))


def announce_shift_to_all(session: Session, shift_id: int) -> None:
    """Everybody on the shift should look again: it was paused, resumed or ended."""
    announce(session, ("shift", shift_id), ("everyone", shift_id))

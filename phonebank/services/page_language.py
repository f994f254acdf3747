"""The language in which a volunteer reads the pages."""

from sqlalchemy.orm import Session

from phonebank.domain.caller import Caller


def read_in(session: Session, caller_id: int, tag: str) -> None:
    """Remember it, so that the link to come back shows it on any device."""
    session.get_one(Caller, caller_id).page_language = tag

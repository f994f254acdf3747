"""A call with a made-up voter: to see a script as a caller does, and to practise before the first
real one. Nobody is called, and nothing that is answered is kept."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from phonebank.domain.caller import Caller
from phonebank.domain.campaign import Campaign
from phonebank.domain.languages import UNKNOWN, written_of
from phonebank.domain.organisation import Organisation
from phonebank.domain.survey import CallScript
from phonebank.domain.voter import Voter
from phonebank.services.showing_script import (
    Reading,
    ShownScript,
    Words,
    field_values,
    name_words,
    script_as_read,
)
from phonebank.services.surveying import survey_of

MADE_UP = {
    "vi": ("Hoa", "Nguyễn Ví Dụ"),
    "cmn": ("例", "李"),
    "yue": ("例", "陳"),
    "ko": ("예시", "김"),
    "ur": ("مثال", "خان"),
    "es-US": ("Ejemplo", "Pérez"),
}
"""Spoken tag -> first and last name of the made-up voter; in any other, Ada Example."""


@dataclass(frozen=True)
class Rehearsal:
    """What the page of a practice call shows; `language` is the made-up voter's, spoken."""

    voter: Words
    language: str
    script: ShownScript


def rehearsal(
    session: Session, script: CallScript, language: str, page_language: str, caller: str
) -> Rehearsal:
    """A script as it is read to a made-up voter who speaks a language."""
    campaign = session.get_one(Campaign, script.campaign_id)
    source = campaign.languages[0]
    theirs = source if language == UNKNOWN else written_of(language)
    first, last = MADE_UP.get(language, ("Ada", "Example"))
    voter = Voter(first_name=first, last_name=last, city="Example", extra={})
    organisation = session.get_one(Organisation, script.organisation_id).name
    shown = script_as_read(
        script.opening,
        survey_of(session, script.id),
        {},
        Reading(theirs, page_language, source),
        field_values(organisation, caller, voter),
    )
    return Rehearsal(name_words(voter.name, language), language, shown)


def practised(session: Session, caller_id: int, at: datetime) -> None:
    """The volunteer has been through a practice call."""
    caller = session.get_one(Caller, caller_id)
    caller.practised_at = caller.practised_at or at

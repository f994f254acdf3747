"""The answers of the contact gate, with a sentence for each that a volunteer can read."""

from enum import StrEnum
from typing import Final


class Reason(StrEnum):
    """Why a contact is allowed or refused."""

    ALLOWED = "allowed"
    NUMBER_REFUSED = "number_refused"
    OPTED_OUT = "opted_out"
    HELD = "held"
    NUMBER_DEAD = "number_dead"
    EXCLUDED = "excluded"
    CONSENT_NEEDED = "consent_needed"
    LANDLINE = "landline"
    NO_TEXTS = "no_texts"
    ORGANISATION_FROZEN = "organisation_frozen"
    CAMPAIGN_PAUSED = "campaign_paused"
    CAMPAIGN_ENDED = "campaign_ended"
    ATTEMPTS_SPENT = "attempts_spent"
    TOO_SOON = "too_soon"
    TOO_LATE_TO_CONFIRM = "too_late_to_confirm"
    HOURS = "hours"


PASSING: Final = frozenset({Reason.HELD, Reason.ORGANISATION_FROZEN, Reason.CAMPAIGN_PAUSED})
"""Refusals that pass at a moment which nobody can tell, because a person has to decide."""

SENTENCES: Final[dict[Reason, str]] = {
    Reason.ALLOWED: "This contact is allowed.",
    Reason.NUMBER_REFUSED: "This number must not be dialled or texted.",
    Reason.OPTED_OUT: "This person asked not to be contacted.",
    Reason.HELD: "This person's last message may be an opt-out. Somebody has to read it first.",
    Reason.NUMBER_DEAD: "This number is wrong or disconnected.",
    Reason.EXCLUDED: "This person is on a list of people to be left alone.",
    Reason.CONSENT_NEEDED: "A person has to start this contact: it may be a mobile phone.",
    Reason.LANDLINE: "This is a landline. It cannot receive texts.",
    Reason.NO_TEXTS: "Texts do not reach this number.",
    Reason.ORGANISATION_FROZEN: "The organisation's calls and texts are stopped.",
    Reason.CAMPAIGN_PAUSED: "The campaign is paused.",
    Reason.CAMPAIGN_ENDED: "The campaign has ended.",
    Reason.ATTEMPTS_SPENT: "This person has been contacted as often as the campaign allows.",
    Reason.TOO_SOON: "This person was contacted a short while ago.",
    Reason.TOO_LATE_TO_CONFIRM: "An automatic answer has to follow within minutes. It is too late.",
    Reason.HOURS: "It is too early or too late in the day where this person may be.",
}
"""Plain English for each reason, the source of its translations."""

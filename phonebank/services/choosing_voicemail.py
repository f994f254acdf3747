"""What a campaign does with answering machines, chosen by the voter's language."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from phonebank.domain.campaign import Campaign
from phonebank.domain.errors import BadInput
from phonebank.domain.languages import UNKNOWN
from phonebank.domain.recording import Recording
from phonebank.domain.spoken_phrases import Phrase, phrase
from phonebank.domain.voicemail import VoicemailPolicy
from phonebank.services.auditing import Author, audit_of
from phonebank.services.recording import said, spoken_in
from phonebank.services.writing import campaign_of


@dataclass(frozen=True)
class Choice:
    """What is done for voters of one spoken language. `speech` is the language of the recording
    that they would hear, `recorded` whether there is one that can be played."""

    language: str
    policy: VoicemailPolicy
    speech: str
    recorded: bool


def choices(session: Session, campaign: Campaign) -> list[Choice]:
    """One for each spoken language of the campaign, and for voters of unknown language."""
    recorded = _recorded(session, campaign)
    found = []
    for tag in [*spoken_in(campaign), UNKNOWN]:
        speech = campaign.speaks_to(tag)
        found.append(Choice(tag, campaign.voicemail_policy(tag), speech, speech in recorded))
    return found


def choose(
    session: Session,
    organisation_id: int,
    campaign_id: int,
    wanted: Mapping[str, VoicemailPolicy],
    author: Author,
) -> Campaign:
    """Choose for some languages, from the next call on; the others stay.

    Raises NotFound for another's campaign, BadInput for a language that it does not speak.
    """
    campaign = campaign_of(session, organisation_id, campaign_id)
    if set(wanted) - {*spoken_in(campaign), UNKNOWN}:
        raise BadInput("please choose one of the campaign's languages")
    chosen = {**campaign.voicemail, **{tag: policy.value for tag, policy in wanted.items()}}
    if chosen != campaign.voicemail:
        campaign.voicemail = chosen
        told = ", ".join(f"{tag} {policy}" for tag, policy in sorted(wanted.items()))
        audit_of(session, organisation_id, author, "voicemail", f"campaign {campaign_id}: {told}")
    return campaign


def _recorded(session: Session, campaign: Campaign) -> set[str]:
    says = phrase(Phrase.VOICEMAIL, "en", sender=campaign.sender_name)
    return set(
        session.scalars(
            select(Recording.language).where(
                Recording.campaign_id == campaign.id,
                Recording.spot == Phrase.VOICEMAIL.value,
                Recording.said_digest == said(says, ""),
            )
        )
    )

"""Links of a campaign: named by its coordinator, shortened in its texts, counted when opened."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from phonebank.domain.campaign_link import (
    TOKEN_LENGTH,
    CampaignLink,
    ShortLink,
    addresses_in,
    checked_address,
    stand_in,
    with_short_links,
)
from phonebank.domain.errors import NotFound
from phonebank.domain.proportion import Proportion
from phonebank.domain.segments import count_segments
from phonebank.domain.text_message import TextMessage
from phonebank.services.auditing import Author, audit_of
from phonebank.services.writing import campaign_of

_TOKEN_BYTES: Final = TOKEN_LENGTH * 3 // 4


@dataclass(frozen=True)
class LinkLine:
    """A named address, and in how many of the texts with it it was opened, by written language."""

    link: CampaignLink
    opened: Mapping[str, Proportion]


def name_link(
    session: Session,
    organisation_id: int,
    campaign_id: int,
    typed: str,
    door: str,
    author: Author,
) -> CampaignLink:
    """Let an address be shortened in the campaign's texts from now on; named again, it is the same.

    `door` is where its short links begin. Raises BadInput for what is no web address.
    """
    campaign = campaign_of(session, organisation_id, campaign_id)
    address = checked_address(typed, door)
    known = select(CampaignLink).where(
        CampaignLink.campaign_id == campaign.id, CampaignLink.address == address
    )
    link = session.scalar(known)
    if link is None:
        link = CampaignLink(
            organisation_id=campaign.organisation_id,
            campaign_id=campaign.id,
            address=address,
            created_at=author.at,
        )
        session.add(link)
    link.door, link.retired_at = door, None
    session.flush()
    audit_of(session, organisation_id, author, "name", f"campaign link {link.id}")
    return link


def retire_link(session: Session, organisation_id: int, link_id: int, author: Author) -> None:
    """Shorten it no more; links that were sent still lead there. Raises NotFound for another's."""
    link = session.get(CampaignLink, link_id)
    if link is None or link.organisation_id != organisation_id:
        raise NotFound("there is no such link")
    link.retired_at = link.retired_at or author.at
    audit_of(session, organisation_id, author, "retire", f"campaign link {link.id}")


def shorten_links(session: Session, text: TextMessage) -> None:
    """Put a short link of the text's own in the place of each address that its campaign named."""
    if "://" not in text.body or text.campaign_id is None:
        return
    named = _named(session, text.campaign_id)
    short: dict[str, str] = {}
    for address in addresses_in(text.body, named):
        link, token = named[address], secrets.token_urlsafe(_TOKEN_BYTES)
        short[address] = link.door + token
        session.add(
            ShortLink(
                organisation_id=link.organisation_id,
                campaign_link_id=link.id,
                text_id=text.id,
                token=token,
            )
        )
    if short:
        text.body = with_short_links(text.body, short)
        text.segments = count_segments(text.body).segments
        session.flush()


def as_written(session: Session, text: TextMessage) -> str:
    """A text's words as they were written: with the addresses that its short links stand for."""
    links = session.execute(
        select(CampaignLink.door + ShortLink.token, CampaignLink.address)
        .select_from(ShortLink)
        .join(CampaignLink, CampaignLink.id == ShortLink.campaign_link_id)
        .where(ShortLink.text_id == text.id)
    )
    body = text.body
    for short, address in links:
        body = body.replace(short, address)
    return body


def stand_ins(session: Session, campaign_id: int) -> dict[str, str]:
    """For each address of a campaign what is as long as its short links, to measure a text with."""
    return {address: stand_in(link.door) for address, link in _named(session, campaign_id).items()}


def open_link(session: Session, token: str, at: datetime, *, counts: bool) -> str:
    """Where a short link leads; it is noted where it `counts`. Raises NotFound for no link."""
    found = session.scalar(
        select(CampaignLink.address)
        .join(ShortLink, ShortLink.campaign_link_id == CampaignLink.id)
        .where(ShortLink.token == token)
    )
    if found is None:
        raise NotFound("there is no such link")
    if counts:
        session.execute(
            update(ShortLink)
            .where(ShortLink.token == token)
            .values(
                first_opened_at=func.coalesce(ShortLink.first_opened_at, at),
                times_opened=ShortLink.times_opened + 1,
            )
            .execution_options(synchronize_session=False)
        )
    return found


def link_lines(session: Session, organisation_id: int, campaign_id: int) -> list[LinkLine]:
    """The campaign's links in the order in which they were named, with what came of them."""
    campaign = campaign_of(session, organisation_id, campaign_id)
    links = select(CampaignLink).where(CampaignLink.campaign_id == campaign.id)
    counted = session.execute(
        select(
            ShortLink.campaign_link_id,
            TextMessage.language,
            func.count(ShortLink.first_opened_at),
            func.count(),
        )
        .join(TextMessage, TextMessage.id == ShortLink.text_id)
        .where(TextMessage.campaign_id == campaign.id, TextMessage.carrier_sid.is_not(None))
        .group_by(ShortLink.campaign_link_id, TextMessage.language)
        .order_by(func.count().desc(), TextMessage.language)
    ).all()
    return [
        LinkLine(link, {tag: Proportion(opened, sent) for of, tag, opened, sent in counted
                        if of == link.id})
        for link in session.scalars(links.order_by(CampaignLink.id))
    ]  # fmt: skip


def _named(session: Session, campaign_id: int) -> dict[str, CampaignLink]:
    current = select(CampaignLink).where(
        CampaignLink.campaign_id == campaign_id, CampaignLink.retired_at.is_(None)
    )
    return {link.address: link for link in session.scalars(current)}

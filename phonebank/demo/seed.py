"""Fill an empty database with a made-up coalition, and print links to come in by.

Run again, it changes nothing and prints the links anew.
"""

import json
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from phonebank.demo import words
from phonebank.demo.introductions import introduce
from phonebank.demo.people import (
    OWNED_NUMBERS,
    MadeUpVoter,
    as_van_export,
    made_up_voters,
    with_landlines,
)
from phonebank.domain.campaign import Campaign
from phonebank.domain.contact_rules import Channel
from phonebank.domain.dial_mode import DialMode
from phonebank.domain.organisation import Member, Organisation
from phonebank.domain.shift import Shift
from phonebank.domain.voter_list import VoterList
from phonebank.services.auditing import Author
from phonebank.services.following_up import save_follow_up
from phonebank.services.founding import add_member, add_number, add_organisation
from phonebank.services.importing import import_voters
from phonebank.services.linking import name_link
from phonebank.services.planning import ShiftPlan, launch, plan_shift
from phonebank.services.tagging import TagDraft, save_inbox
from phonebank.services.writing import create_campaign, create_script, save_prepared_reply
from phonebank.web.links import door_at
from phonebank.web.sign_in_links import sign_in_link
from phonebank.wiring import Application, application

SLUG = "sample-neighbors"
EMAIL = "coordinator@example.org"
LISTS = {"Callers' list": (1, 240), "Texters' list": (241, 240)}
"""Voter list -> the first of its made-up voters, and how many."""
LANDLINES = "Landlines in Georgia"
LANDLINE_VOTERS = 480


def main() -> None:
    """Seed the database of this environment and print the links as JSON."""
    app = application()
    voters = [voter for first, count in LISTS.values() for voter in made_up_voters(count, first)]
    voters += with_landlines(LANDLINE_VOTERS)
    if not _is_seeded(app):
        _seed(app)
    introduce(app.config.twilio.api_base_url, voters)
    print(json.dumps(_links(app)))


def _is_seeded(app: Application) -> bool:
    with app.database.transaction() as session:
        return session.scalar(select(Shift.id).limit(1)) is not None


def _seed(app: Application) -> None:
    at = app.clock()
    with app.database.transaction() as session:
        if session.scalar(select(Organisation.id).limit(1)) is None:
            _organisations(session, at)
    for name, (first, count) in LISTS.items():
        _import(app, name, made_up_voters(count, first))
    _import(app, LANDLINES, with_landlines(LANDLINE_VOTERS))
    with app.database.transaction() as session:
        _campaign(session, app.config.public_url, at)


def _organisations(session: Session, at: datetime) -> None:
    names = {SLUG: "Sample Neighbors", "example-alliance": "Example Asian American Alliance"}
    for (slug, name), number in zip(names.items(), OWNED_NUMBERS, strict=True):
        add_organisation(session, slug, name, "Example Coalition of Minnesota", at)
        add_number(session, slug, number)
        add_member(session, slug, EMAIL, "Casey Example")


def _import(app: Application, list_name: str, voters: list[MadeUpVoter]) -> None:
    """Through the door that every file comes in by, in VAN's own encoding."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "van-export.xls"
        file.write_text(as_van_export(voters), encoding="utf-16")
        import_voters(app.database, SLUG, list_name, file, app.clock)


def _campaign(session: Session, public_url: str, at: datetime) -> None:
    organisation = session.scalars(select(Organisation).where(Organisation.slug == SLUG)).one()
    campaign = create_campaign(
        session, organisation.id, "Vote safely", words.SENDER, words.LANGUAGES, at
    )
    for title, text in words.PREPARED_REPLIES.items():
        save_prepared_reply(session, organisation.id, campaign.id, title, text)
    tags = [TagDraft(None, name) for name in words.TAGS]
    author = Author("demo", at)
    save_inbox(session, organisation.id, campaign.id, tags, campaign.answer_within_minutes, author)
    _after_calls(session, campaign, public_url, author)
    script = create_script(session, organisation.id, campaign.id, words.SCRIPT)
    plans = {
        "Callers' list": ("Evening calls", Channel.CALL, DialMode.CLICK),
        "Texters' list": ("Evening texts", Channel.TEXT, DialMode.CLICK),
        LANDLINES: ("Calls that come by themselves", Channel.CALL, DialMode.PREDICTIVE),
    }
    for list_name, (name, channel, mode) in plans.items():
        listed = select(VoterList).where(
            VoterList.organisation_id == organisation.id, VoterList.name == list_name
        )
        plan = ShiftPlan(
            name=name,
            voter_list_id=session.scalars(listed).one().id,
            call_script_id=script.id,
            channel=channel,
            mode=mode,
            languages=words.SPOKEN,
            starts_at=at,
            ends_at=at + timedelta(hours=6),
        )
        shift = plan_shift(session, organisation.id, plan)
        launch(session, organisation.id, shift.id, at, "demo")


def _after_calls(session: Session, campaign: Campaign, public_url: str, author: Author) -> None:
    owner, door = campaign.organisation_id, door_at(public_url)
    name_link(session, owner, campaign.id, words.VOTE_ADDRESS, door, author)
    for title, (question, text) in words.FOLLOW_UPS.items():
        save_follow_up(session, owner, campaign.id, title, question, text, author)


def _links(app: Application) -> dict[str, str]:
    with app.database.transaction() as session:
        organisation = session.scalars(select(Organisation).where(Organisation.slug == SLUG)).one()
        member = session.scalars(
            select(Member).where(Member.organisation_id == organisation.id)
        ).first()
        assert member is not None  # noqa: S101 - the seed has made one
        codes = {
            channel: session.scalars(
                select(Shift.join_code)
                .where(Shift.organisation_id == organisation.id, Shift.channel == channel)
                .order_by(Shift.id)
            ).first()
            for channel in Channel
        }
        by_itself = session.scalar(
            select(Shift.join_code)
            .where(Shift.organisation_id == organisation.id, Shift.mode == DialMode.PREDICTIVE)
            .limit(1)
        )
        return {
            "coordinator": sign_in_link(app.config, member),
            "caller": f"{app.config.public_url}/join/{codes[Channel.CALL]}",
            "texter": f"{app.config.public_url}/join/{codes[Channel.TEXT]}",
            "predictive": f"{app.config.public_url}/join/{by_itself}",
        }


if __name__ == "__main__":
    main()

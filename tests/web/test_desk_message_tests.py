"""The desk writes versions beside each other, starts and stops a test, and reads the results."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from phonebank.domain.contact_rules import Channel
from phonebank.domain.message_test import MessageTest
from phonebank.domain.text_message import Conversation, TextEvent
from phonebank.services import assigning, texting
from tests.support.desk_site import DeskSite, desk_site
from tests.support.world import NOON, add_caller

FORM = {
    "name": "Short or warm",
    "planned_voters": "2",
    "version-1-en": "Sample Neighbors: will you vote? STOP to end.",
    "version-1-es-US": "Sample Neighbors: ¿va a votar? ALTO para terminar.",
    "version-2-en": "Your neighbors (Sample Neighbors) hope that you vote. STOP to end.",
    "version-2-es-US": "Sus vecinos (Sample Neighbors) esperan que vote. ALTO para terminar.",
}


@pytest.fixture
def site(migrated_database_url: str, redis_url: str) -> Iterator[DeskSite]:
    voters = ["en"] * 4
    with desk_site(
        migrated_database_url, redis_url, channel=Channel.TEXT, languages=voters
    ) as site:
        yield site


def new(site: DeskSite) -> str:
    return f"/desk/campaigns/{site.world.campaign.id}/message-tests/new"


def send_to(site: DeskSite, voters: int) -> None:
    with site.acting() as session:
        texter = add_caller(session, site.world.shift, connected=False)
        assigning.give_batch(session, texter.id, NOON, size=voters)
        mine = select(Conversation).where(Conversation.caller_id == texter.id)
        for conversation in session.scalars(mine).all():
            text = texting.send_first(session, texter.id, conversation.id, "first-key", NOON)
            text.carrier_sid = f"SM{text.id:032x}"
            text.apply(TextEvent.DELIVERED, NOON)


def test_a_test_is_written_started_read_and_stopped(site: DeskSite) -> None:
    assert "Hi {voter_first_name|neighbor}" in site.page(new(site)), "version A is the script's"
    assert 'name="version-3-en"' in site.post(new(site), {**FORM, "add": "version"}, status=200)
    one = site.post(new(site), FORM)
    assert "Hi" not in site.page(one).split("<main")[1] and "hope that you vote" in site.page(one)
    assert site.post(one, {**FORM, "start": "yes"}) == one
    assert "Nothing yet." in site.page(one)
    send_to(site, 2)
    early = site.page(one)
    assert "1 of 2 planned: too early to compare." in early
    assert "100.0 % (20.7–100.0)" in early
    send_to(site, 2)
    assert "The planned number is reached." in site.page(one)
    assert "en,A,delivered,,,2,2,100.0" in site.page(f"{one}.csv")
    site.post(f"{one}/stop")
    assert "Stop the test" not in site.page(one)
    listed = f"/desk/campaigns/{site.world.campaign.id}/message-tests"
    assert "Short or warm" in site.page(listed) and "Stopped" in site.page(listed)


def test_what_keeps_it_from_starting_is_told_and_what_was_typed_stays(site: DeskSite) -> None:
    one = site.post(new(site), FORM)
    bad = {**FORM, "version-2-en": "Will you vote?", "start": "yes"}
    page = site.post(one, bad, status=400)
    assert "Version B in English" in page and "Will you vote?" in page
    assert "Please give the test a name." in site.post(new(site), {**FORM, "name": ""}, status=400)


def test_a_version_is_added_while_it_runs(site: DeskSite) -> None:
    one = site.post(new(site), FORM)
    site.post(one, {**FORM, "start": "yes"})
    third = {"version-en": "Sample Neighbors: vote! STOP to end.",
             "version-es-US": "Sample Neighbors: ¡vote! ALTO para terminar."}  # fmt: skip
    assert "in each language" in site.post(f"{one}/versions", {"version-en": "x"}, status=400)
    site.post(f"{one}/versions", third)
    assert "Version C" in site.page(one)


def test_another_organisations_test_does_not_exist(site: DeskSite) -> None:
    one = site.post(new(site), FORM)
    with site.acting() as session:
        test = session.scalars(select(MessageTest)).one()
    for path in (f"/desk/message-tests/{test.id + 1}", f"{one.replace(str(test.id), '99')}.csv"):
        site.page(path, status=404)

"""VAN at the desk: connected, mapped, and each refused person seen to."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from phonebank.config import PartnersConfig
from phonebank.domain.call import ContactResult
from phonebank.domain.voter import Voter
from phonebank.jobs.queues import LONG
from phonebank.jobs.worker import run_worker
from phonebank.simulator.van import StandIn, run_stand_in
from tests.support import desk_site as sites
from tests.support.desk_site import DeskSite, add_member, desk_site
from tests.support.ended_calls import add_call
from tests.support.inbox_site import config_at_noon
from tests.support.world import NOON, add_caller, make_world

PAGE = "/desk/programs/van"


@pytest.fixture
def van() -> Iterator[StandIn]:
    with run_stand_in() as van:
        yield van


@pytest.fixture
def site(
    van: StandIn, migrated_database_url: str, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[DeskSite]:
    partners = PartnersConfig(True, van.base_url, timeout_seconds=5)
    monkeypatch.setattr(
        sites, "config_at_noon", lambda *urls: replace(config_at_noon(*urls), partners=partners)
    )
    with desk_site(migrated_database_url, redis_url) as site:
        yield site


def end_calls(site: DeskSite) -> None:
    """Calls that nobody noted for VAN: they ended before it was connected."""
    with site.acting() as session:
        caller = add_caller(session, site.world.shift)
        for place, voter in enumerate(session.query(Voter).order_by(Voter.id)):
            voter.voter_file_id = str(9_001 + place) if place else "none"
            result = ContactResult.NOT_HOME
            add_call(session, site.world.shift, voter, caller.id, result=result, closed_at=NOON)


def test_van_is_connected_mapped_and_written_to(site: DeskSite, van: StandIn) -> None:
    end_calls(site)
    assert "How it stands" not in site.page(PAGE)
    key = {"app_name": van.app_name, "api_key": "wrong", "database": "0"}
    assert "VAN does not accept" in site.post(PAGE, key, status=400)
    site.post(PAGE, {**key, "api_key": f"{van.api_key}|0"})
    page = site.page(PAGE)
    assert "Will you vote?" in page and van.api_key not in page
    assert '<option value="6101" selected>Yes</option>' in page
    site.post(f"{PAGE}/earlier", {"campaign": str(site.world.campaign.id)})
    assert "Waiting: <bdi>3</bdi>" in site.page(PAGE)
    van.faults.append("lost")
    run_worker(site.app, until_empty=True, names=LONG)
    page = site.page(PAGE)
    assert "this person has no VAN ID" in page and "Nobody knows: look in VAN" in page
    decide = page.partition(f'action="{PAGE}/contacts/')[2].partition('"')[0]
    stranger = a_stranger(site)
    assert stranger.post(f"{PAGE}/contacts/{decide}", data={"stands": "yes"}).status_code == 404
    assert "How it stands" not in stranger.get(PAGE).get_data(as_text=True)
    site.post(f"{PAGE}/contacts/{decide}", {"stands": "yes"})
    site.post(f"{PAGE}/map", {"result-not home": "302", "result-busy": "304"})
    assert "no such code" in site.post(f"{PAGE}/map", {"result-busy": "1"}, status=400)
    for deed in ("pause", "resume", "again"):
        site.post(f"{PAGE}/{deed}")
    site.post(f"{PAGE}/codes")
    assert len(van.taken) == 2
    a_key_is_told_to_be_another_only_where_it_is(site, van, key)


def a_key_is_told_to_be_another_only_where_it_is(
    site: DeskSite, van: StandIn, key: dict[str, str]
) -> None:
    site.post(f"{PAGE}/map", {"result-busy": "302"})
    site.post(PAGE, key, status=400)  # a wrong one changes nothing
    same = site.post(PAGE, {**key, "api_key": van.api_key})
    assert "another" not in same and chosen_for_busy(site.page(same)) == "302"
    van.api_key = "that of another committee"
    told = site.page(site.post(PAGE, {**key, "api_key": van.api_key}))
    assert "This is another key" in told and chosen_for_busy(told) == "304"


def chosen_for_busy(page: str) -> str:
    choices = page.partition('name="result-busy"')[2].partition("</select>")[0]
    return choices.partition('" selected>')[0].rpartition('"')[2]


def a_stranger(site: DeskSite) -> Any:
    with site.acting() as session:
        other = make_world(session, slug="other", our_number="+16515550199", first_line=150)
        member = add_member(session, other.organisation)
    return site.client_of(member)

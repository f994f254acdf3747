"""Webhooks at the desk: an address is added, watched, paused, and told once more."""

from collections.abc import Iterator

import pytest

from phonebank.domain.event_hook import EventHook
from phonebank.domain.voter import PhoneNumber
from phonebank.jobs.queues import LONG
from phonebank.jobs.worker import run_worker
from phonebank.services.opting_out import opt_out
from tests.support.desk_site import DeskSite, add_member, desk_site
from tests.support.world import NOON, make_world


@pytest.fixture
def site(migrated_database_url: str, redis_url: str) -> Iterator[DeskSite]:
    with desk_site(migrated_database_url, redis_url) as site:
        yield site


def test_an_address_is_added_watched_paused_and_removed(site: DeskSite) -> None:
    page = "/desk/programs/webhooks"
    assert "begins with https://" in site.post(page, {"url": "http://x"}, status=400)
    added = site.post(page, {"url": "https://hooks.example.org/in"}, status=201)
    assert "whsec_" in added and "not shown again" in added
    assert "whsec_" not in site.page(page)
    with site.acting() as session:
        number = session.query(PhoneNumber).first()
        opt_out(session, number.organisation_id, number.e164, number.voter_id, NOON, "voter")
    assert "1 event waits" in site.page(page)
    site.post(f"{page}/1/pause")
    assert "Paused" in site.page(page)
    run_worker(site.app, until_empty=True, names=LONG)
    site.post(f"{page}/1/resume")
    with site.acting() as session:
        session.get_one(EventHook, 1).url = "https://127.0.0.1:9/in"
    run_worker(site.app, until_empty=True, names=LONG)
    told = site.page(page)
    assert "Nothing gets through" in told and "it leads into a private network" in told
    assert "voter.opted_out" in site.page(f"{page}/1") and "Waiting" in site.page(f"{page}/1")
    site.post(f"{page}/1/replay", {"hours": "9"})
    with site.acting() as session:
        other = make_world(session, slug="other", our_number="+16515550199", first_line=150)
        member = add_member(session, other.organisation)
    stranger = site.client_of(member)
    assert stranger.get(f"{page}/1").status_code == 404
    assert stranger.post(f"{page}/1/remove").status_code == 404
    site.post(f"{page}/1/remove")
    site.page(f"{page}/1", status=404)

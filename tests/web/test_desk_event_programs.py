"""Mobilize and Action Network at the desk: connected, linked with a shift, and people seen to."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from phonebank.config import PartnersConfig
from phonebank.jobs.queues import LONG
from phonebank.jobs.worker import run_worker
from tests.support import desk_site as sites
from tests.support.desk_site import DeskSite, add_member, desk_site
from tests.support.inbox_site import config_at_noon
from tests.support.mobilize import EVENT, ORGANISATION, SLOT, MobilizeStandIn, run_mobilize
from tests.support.world import make_world

PAGE = "/desk/programs/mobilize"


@pytest.fixture
def there() -> Iterator[MobilizeStandIn]:
    with run_mobilize() as there:
        yield there


@pytest.fixture
def site(
    there: MobilizeStandIn,
    migrated_database_url: str,
    redis_url: str,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[DeskSite]:
    partners = PartnersConfig(True, timeout_seconds=5, mobilize_url=there.base_url)
    monkeypatch.setattr(
        sites, "config_at_noon", lambda *urls: replace(config_at_noon(*urls), partners=partners)
    )
    with desk_site(migrated_database_url, redis_url) as site:
        yield site


def test_an_event_becomes_a_shift_and_volunteers_go_both_ways(
    site: DeskSite, there: MobilizeStandIn
) -> None:
    sign_up = f"/sign-up/{site.world.shift.sign_up_code}"
    assert "Mobilize" in site.page("/desk/programs") and "How it stands" not in site.page(PAGE)
    key = {"api_key": "wrong", "their_organisation": ORGANISATION, "tells": "yes"}
    assert "The program does not accept this key." in site.post(PAGE, key, status=400)
    assert "number in Mobilize" in site.post(PAGE, {**key, "their_organisation": ""}, status=400)
    site.post(PAGE, {**key, "api_key": there.api_key})
    page = site.page(PAGE)
    assert f'<option value="{EVENT}/{SLOT}">' in page and there.api_key not in page
    assert "plans its events" not in site.page(sign_up)
    shift_id = site.world.shift.id
    chosen = {"event": f"{EVENT}/{SLOT}", "shift": str(shift_id), "language": "es-US"}
    site.post(f"{PAGE}/events", chosen)
    unknown = chosen | {"event": "1/1"}
    assert "choose one of the events" in site.post(f"{PAGE}/events", unknown, status=400)
    assert "plans its events with Mobilize" in site.page(sign_up)
    there.attend("Lan", "lan@example.org")
    there.attend("", "", person={"given_name": "", "family_name": ""})
    given = {"key": "k", "name": "Mai Example", "language": ["en"], "email": "mai@example"}
    told = site.client.post(sign_up, data=given)
    assert told.status_code == 400 and "not an e-mail address" in told.get_data(as_text=True)
    given |= {"email": "mai@example.org", "postal_code": "55101"}
    assert site.client.post(sign_up, data=given).status_code == 302
    run_worker(site.app, until_empty=True, names=LONG)
    assert [each["person"]["given_name"] for each in there.attendances] == ["Lan", "", "Mai"]
    page = site.page(PAGE)
    assert "<dt>Known on both sides</dt><dd>2</dd>" in page and "no name is told of them" in page
    volunteers = site.page(f"/desk/shifts/{shift_id}/volunteers")
    assert "Lan Example" in volunteers and '<small class="badge">Mobilize</small>' in volunteers
    for deed in ("pause", "resume", "again", "fetch"):
        site.post(f"{PAGE}/{deed}")
    unlink = page.partition(f'action="{PAGE}/events/')[2].partition('"')[0]
    with site.acting() as session:
        other = make_world(session, slug="other", our_number="+16515550199", first_line=150)
        member = add_member(session, other.organisation)
    stranger = site.client_of(member)
    assert stranger.post(f"{PAGE}/events/{unlink}").status_code == 404
    assert "How it stands" not in stranger.get(PAGE).get_data(as_text=True)
    site.post(f"{PAGE}/events/{unlink}")
    assert "plans its events" not in site.page(sign_up)

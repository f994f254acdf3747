"""The desk shows what texts cost and what they wait for, and lets bulk texts go."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from phonebank.domain.contact_rules import Channel
from phonebank.domain.sending_limits import DAILY_LIMIT, SendingPause, SendingScope
from phonebank.domain.shift import Shift
from phonebank.domain.voter import PhoneNumber
from phonebank.services.bulk_texting import queue_bulk
from tests.support.desk_site import DeskSite, desk_site


@pytest.fixture
def site(migrated_database_url: str, redis_url: str) -> Iterator[DeskSite]:
    with desk_site(migrated_database_url, redis_url, channel=Channel.TEXT) as site:
        yield site


def address(site: DeskSite) -> str:
    return f"/desk/shifts/{site.world.shift.id}"


def test_a_preview_shows_size_and_cost_in_each_language(site: DeskSite) -> None:
    page = site.page(f"{address(site)}/preview")
    assert "Hi Ada0, Sample Neighbors here." in page
    assert 'id="preview-es-US"' in page and "UCS-2" not in page.split('id="preview-es-US"')[0]
    assert "$0.02" in page


def test_a_preview_reckons_with_the_price_of_the_spending_limit(site: DeskSite) -> None:
    dear = replace(site.app.config.prices, text_segment=10_000)
    object.__setattr__(site.app, "config", replace(site.app.config, prices=dear))
    assert "$2.00" in site.page(f"{address(site)}/preview")


def test_another_organisations_shift_has_no_preview(site: DeskSite) -> None:
    site.page(f"/desk/shifts/{site.world.shift.id + 1}/preview", status=404)


def test_bulk_texts_are_offered_for_those_who_consented_alone_and_can_be_ended(
    site: DeskSite,
) -> None:
    assert 'id="bulk-begin"' not in site.page(address(site))
    with site.acting() as session:
        session.execute(update(PhoneNumber).values(consent_at=site.app.clock()))
    assert "Send 3 first texts" in site.page(address(site))
    site.post(f"{address(site)}/bulk")
    with site.acting() as session:
        assert queue_bulk(session, site.world.shift.id, site.app.clock()) == 3
    page = site.page(address(site))
    assert 'id="bulk-end"' in page and 'id="sending-waiting">3<' in page
    site.post(f"{address(site)}/bulk/end")
    with site.acting() as session:
        assert session.get_one(Shift, site.world.shift.id).bulk_since is None


def test_the_reason_why_texts_wait_is_on_the_page(site: DeskSite) -> None:
    until = site.app.clock() + timedelta(hours=1)
    with site.acting() as session:
        session.add(SendingPause(scope=SendingScope.SERVICE, holder_id=0, until=until,
                                 code=DAILY_LIMIT))  # fmt: skip
    assert "takes no more of our texts today" in site.page(address(site))

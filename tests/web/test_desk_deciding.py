"""What no texter is there to decide comes to the coordinator's desk."""

from collections.abc import Iterator

import pytest

from phonebank.domain.contact_rules import Channel
from phonebank.services import gate, receiving
from phonebank.telephony.port import TextReceived
from tests.support.desk_site import DeskSite, desk_site
from tests.support.world import NOON, OUR_NUMBER

STRANGER = "+16515550188"


@pytest.fixture
def site(migrated_database_url: str, redis_url: str) -> Iterator[DeskSite]:
    with desk_site(migrated_database_url, redis_url, channel=Channel.TEXT) as site:
        yield site


def test_a_strangers_doubtful_text_is_shown_decided_and_gone(site: DeskSite) -> None:
    assert "Nothing needs a decision." in site.page("/desk/decisions")
    body = "<b>we</b> have got to STOP this bill"
    with site.acting() as session:
        event = TextReceived("SM" + "1" * 32, STRANGER, OUR_NUMBER, body)
        receiving.text_received(session, event, NOON)
    assert 'id="to-decide"' in site.page("/desk")
    assert "1 texts may be opt-outs" in site.page(f"/desk/shifts/{site.world.shift.id}")
    page = site.page("/desk/decisions")
    assert STRANGER in page and "&lt;b&gt;we&lt;/b&gt;" in page
    text_id = int(page.split("/desk/decisions/strangers/")[1].split('"')[0])
    site.post(f"/desk/decisions/strangers/{text_id}", {"decision": "nothing"})
    assert STRANGER not in site.page("/desk/decisions")
    with site.acting() as session:
        assert not gate.is_suppressed(session, site.world.organisation.id, STRANGER)
    for what in ("strangers", "conversations", "texts"):
        site.post(f"/desk/decisions/{what}/999999", {"decision": "opt-out"}, status=404)


def test_tags_and_minutes_are_kept_and_what_cannot_be_is_told(site: DeskSite) -> None:
    address = f"/desk/campaigns/{site.world.campaign.id}/inbox"
    assert address in site.page(f"/desk/shifts/{site.world.shift.id}")
    given = {"minutes": "20", "tag-0-en": "Yard sign", "tag-3-en": "Ride", "tag-3-es-US": "Viaje"}
    site.post(address, given)
    page = site.page(address)
    assert 'value="20"' in page and page.index("Yard sign") < page.index("Viaje")
    assert "between 1 and 1440 minutes" in site.post(address, {**given, "minutes": "x"}, 400)
    assert "first language" in site.post(address, {"minutes": "5", "tag-0-es-US": "Sol"}, 400)
    site.page("/desk/campaigns/999999/inbox", status=404)

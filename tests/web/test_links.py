"""Short links at the web door, and the desk's pages of links and of texts after a call."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from phonebank.domain.campaign_link import ShortLink
from phonebank.domain.contact_rules import Channel
from phonebank.domain.text_message import Conversation, TextMessage
from phonebank.services import assigning, texting
from tests.support.desk_site import DeskSite, desk_site
from tests.support.world import NOON, add_caller

VOTE = "https://example.org/vote"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Version/18.1 Safari/604.1"


@pytest.fixture
def site(migrated_database_url: str, redis_url: str) -> Iterator[DeskSite]:
    languages = ["en"]
    with desk_site(
        migrated_database_url, redis_url, channel=Channel.TEXT, languages=languages
    ) as site:
        yield site


def links(site: DeskSite) -> str:
    return f"/desk/campaigns/{site.world.campaign.id}/links"


def text_with_link(site: DeskSite) -> str:
    """Name the address and write to the voter; the path of the short link in their text."""
    site.post(links(site), {"address": VOTE})
    with site.acting() as session:
        texter = add_caller(session, site.world.shift, connected=False)
        assigning.give_batch(session, texter.id, NOON)
        talk = session.scalars(select(Conversation)).one()
        texting.send_first(session, texter.id, talk.id, "first-key", NOON)
        text = texting.reply(session, texter.id, talk.id, "reply-key", f"See {VOTE}", NOON)
        text.carrier_sid = "SM1"
        return urlsplit(text.body.removeprefix("See ")).path


def opened(site: DeskSite) -> int:
    with site.acting() as session:
        return session.scalars(select(ShortLink.times_opened)).one()


def test_a_link_leads_on_without_a_cookie_and_counts_people_alone(site: DeskSite) -> None:
    path = text_with_link(site)
    voter = site.flask.test_client()
    preview, ahead = {"User-Agent": "WhatsApp/2.23"}, {"Sec-Purpose": "prefetch"}
    for looking in (preview, {"User-Agent": PHONE} | ahead, {"User-Agent": ""}):
        assert voter.get(path, headers=looking).headers["Location"] == VOTE
    assert voter.head(path, headers={"User-Agent": PHONE}).headers["Location"] == VOTE
    assert opened(site) == 0
    answer = voter.get(path, headers={"User-Agent": PHONE})
    assert (answer.status_code, answer.headers["Location"]) == (302, VOTE)
    assert "Set-Cookie" not in answer.headers and answer.headers["Cache-Control"] == "no-store"
    assert opened(site) == 1
    assert 'Opened">1 <' in site.page(links(site)).replace("<bdi>", "").replace("</bdi>", "")


@pytest.mark.parametrize(
    ("language", "told"),
    [("en", "This link does not work"), ("es", "Este enlace no funciona"), ("ur", 'dir="rtl"')],
)
def test_an_unknown_link_is_a_calm_page_in_the_voters_language_without_a_cookie(
    site: DeskSite, language: str, told: str
) -> None:
    for path in ("/l/https%3A%2F%2Fevil.example", f"/l/{'x' * 500}", "/l/nobody-knows-it"):
        voter = site.flask.test_client()
        answer = voter.get(path, headers={"Accept-Language": language, "User-Agent": PHONE})
        assert answer.status_code == 404
        assert "Set-Cookie" not in answer.headers and "Location" not in answer.headers
    assert told in answer.get_data(as_text=True)


def test_addresses_are_named_and_let_go_at_the_desk(site: DeskSite) -> None:
    page = site.post(links(site), {"address": "javascript:alert(1)"}, status=400)
    assert "Please give a whole web address" in page
    text_with_link(site)
    page = site.page(links(site))
    link_id = page.split('id="link-')[1].split('"')[0]
    site.post(f"{links(site)}/{link_id}/retire")
    assert "It is shortened no more." in site.page(links(site))
    site.page(f"/desk/campaigns/{site.world.campaign.id + 1}/links", status=404)


def test_texts_after_a_call_are_written_changed_and_let_go_at_the_desk(site: DeskSite) -> None:
    texts = f"/desk/campaigns/{site.world.campaign.id}/follow-ups"
    form = {
        "title": "Polling place",
        "question-en": "May I text it to you?",
        "text-en": "Sample Neighbors: you vote at the school. STOP to end.",
    }
    bad = site.post(texts, {**form, "text-en": "You vote at the school."}, status=400)
    assert "English: it does not say who is writing" in bad and "You vote at the school." in bad
    assert site.post(texts, form) == texts
    site.post(texts, {**form, "question-en": "Shall I text it?"})
    page = site.page(texts)
    assert page.count("Shall I text it?") == 1 and "May I text it" not in page
    follow_up_id = page.split('id="text-')[1].split('"')[0]
    site.post(f"{texts}/{follow_up_id}/retire")
    assert "Polling place" not in site.page(texts)
    with site.acting() as session:
        assert session.scalars(select(TextMessage)).all() == []

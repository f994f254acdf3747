from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from phonebank.domain.caller import Caller
from phonebank.domain.contact_rules import Channel
from phonebank.services import planning
from tests.support.caller_site import CallerSite, caller_site
from tests.support.world import NOON


@dataclass
class Join:
    """A visitor at a shift's join link."""

    site: CallerSite
    client: FlaskClient

    @property
    def path(self) -> str:
        return f"/join/{self.site.world.shift.join_code}"

    def page(self, **headers: str) -> str:
        return self.client.get(self.path, headers=headers).get_data(as_text=True)

    def send(self, **form: str | list[str]) -> tuple[int, str]:
        answer = self.client.post(self.path, data={"csrf_token": "", **form})
        return answer.status_code, answer.headers.get("Location") or answer.get_data(as_text=True)

    def callers(self) -> list[Caller]:
        with self.site.app.database.transaction() as session:
            return list(session.scalars(select(Caller).order_by(Caller.id)))


@pytest.fixture
def join(migrated_database_url: str, redis_url: str) -> Iterator[Join]:
    with caller_site(migrated_database_url, redis_url) as site:
        yield Join(site, site.client())


def test_the_page_says_who_calls_what_it_is_about_and_when(join: Join) -> None:
    page = join.page()
    assert "Sample sample" in page
    assert "Evening" in page
    assert NOON.isoformat() in page


def test_a_name_and_a_language_are_enough(join: Join) -> None:
    status, to = join.send(name="  Val   Example ", language=["en"])
    assert (status, to) == (302, "/call/check")
    caller = join.callers()[-1]
    assert (caller.name, caller.languages, caller.contact) == ("Val Example", ["en"], "")


def test_what_the_database_cannot_keep_is_told_and_makes_nobody(join: Join) -> None:
    before = len(join.callers())
    status, told = join.send(name="Val \0 Example", language=["en"])
    assert status == 400
    assert "cannot be stored" in told
    assert len(join.callers()) == before


def test_languages_are_kept_in_the_order_in_which_they_were_ticked(join: Join) -> None:
    join.send(name="Val", language=["en", "es-US", "vi"], ranking="vi,en,so")
    assert join.callers()[-1].languages == ["vi", "en", "es-US"]


def test_without_a_name_the_page_says_so_and_keeps_the_rest(join: Join) -> None:
    status, page = join.send(name=" ", language=["es-US"], contact="val@example.org")
    assert status == 400
    assert "Please tell us your name." in page
    assert 'value="es-US" checked' in page
    assert "val@example.org" in page


def test_the_page_comes_in_the_language_of_the_browser(join: Join) -> None:
    page = join.page(**{"Accept-Language": "ur-PK,ur;q=0.9,en;q=0.5"})
    assert '<html lang="ur" dir="rtl">' in page
    assert "آپ کا نام" in page


def test_the_language_of_the_page_can_be_switched_and_stays(join: Join) -> None:
    join.client.post("/language", data={"language": "vi", "next": join.path})
    assert '<html lang="vi"' in join.page()
    join.send(name="Val", language=["en"])
    assert join.callers()[-1].page_language == "vi"


def test_a_switch_of_language_leads_nowhere_else(join: Join) -> None:
    answer = join.client.post("/language", data={"language": "vi", "next": "//evil.example/"})
    assert answer.headers["Location"] == "/"


def test_a_shift_that_has_ended_says_so_and_takes_nobody_in(join: Join) -> None:
    world = join.site.world
    with join.site.app.database.transaction() as session:
        planning.end(session, world.organisation.id, world.shift.id, NOON, "member 1")
    page = join.page()
    assert "This shift has ended" in page
    assert '<form method="post" class="card"' not in page
    assert join.send(name="Val", language=["en"])[0] == 409
    assert len(join.callers()) == 1


def test_a_link_that_leads_nowhere_is_a_page_that_says_so(join: Join) -> None:
    answer = join.client.get("/join/nowhere")
    assert answer.status_code == 404
    assert "This join link leads to no shift." in answer.get_data(as_text=True)


def test_who_comes_again_in_the_same_browser_is_greeted_and_not_asked(join: Join) -> None:
    join.send(name="Val", language=["en"])
    page = join.page()
    assert "Welcome back, Val" in page
    assert 'name="name"' not in page
    assert 'name="name"' in join.client.get(f"{join.path}?anew").get_data(as_text=True)


def test_the_own_link_brings_back_on_another_device(join: Join) -> None:
    join.send(name="Val", language=["en"])
    other = join.site.client()
    back = other.get(f"/back/{join.callers()[-1].return_code}", follow_redirects=True)
    assert back.request.path == "/call"


def test_the_own_link_changes_nothing_and_who_had_finished_goes_on_by_a_press(join: Join) -> None:
    join.send(name="Val", language=["en"])
    join.client.post("/call/finish", json={})
    join.client.get(f"/back/{join.callers()[-1].return_code}")
    assert join.callers()[-1].finished_at is not None
    assert join.client.post("/go-on").status_code == 204
    assert join.callers()[-1].finished_at is None


def test_a_shift_that_ends_on_another_day_says_which(join: Join) -> None:
    world = join.site.world
    with join.site.app.database.transaction() as session:
        shift = planning.shift_of(session, world.organisation.id, world.shift.id)
        shift.ends_at = shift.starts_at + timedelta(days=4)
    assert f">{(NOON + timedelta(days=4)).strftime('%Y-%m-%d %H:%M')}</time>" in join.page()


def test_a_texters_own_link_leads_to_the_inbox(migrated_database_url: str, redis_url: str) -> None:
    with caller_site(migrated_database_url, redis_url, channel=Channel.TEXT) as site:
        client = site.client()
        answer = client.post(
            f"/join/{site.world.shift.join_code}", data={"name": "Val", "language": ["en"]}
        )
        assert answer.headers["Location"] == "/inbox"


def test_a_form_of_another_site_is_refused(join: Join) -> None:
    join.site.flask.config["WTF_CSRF_ENABLED"] = True
    assert join.send(name="Val", language=["en"])[0] == 400
    assert len(join.callers()) == 1

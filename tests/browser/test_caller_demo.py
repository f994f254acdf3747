"""The demo's call page: a person's own browser and the simulated carrier, with no certificate."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page
from sqlalchemy.engine import make_url

from tests.conftest import DatabaseMaker
from tests.support.browser import TOLERANCE_HZ
from tests.support.stack import Stack, VoterOnList, running_stack
from tests.support.volunteer import volunteer_at_work


@pytest.fixture
def demo(
    make_database: DatabaseMaker, migrated_template: str, valkey_url: str, tmp_path: Path
) -> Iterator[Stack]:
    """Everything running, with the carrier spoken to in plain."""
    redis_url = make_url(valkey_url).set(database="2").render_as_string(hide_password=False)
    with (
        make_database(migrated_template) as database_url,
        running_stack(database_url, redis_url, tmp_path, as_in_the_demo=True) as running,
    ):
        yield running


def test_voice_comes_through_and_nothing_is_asked_of_twilio(demo: Stack, page: Page) -> None:
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    volunteer = volunteer_at_work(demo, page, [VoterOnList("Ada Example", hears_hz=1100)])
    volunteer.come("en")
    volunteer.call()
    assert abs((volunteer.hears_hz() or 0) - 1100) <= TOLERANCE_HZ
    assert [url for url in asked if "twilio.com" in url] == []
    assert complaints == []

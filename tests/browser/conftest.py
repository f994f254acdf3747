"""One running stack for every browser test of a runner, and one browser for those that follow one
another; a new profile for each page."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy.engine import make_url

from tests.conftest import DatabaseMaker
from tests.support.browser import fresh_page, launched_browser
from tests.support.stack import Stack, running_stack


@pytest.fixture(scope="session")
def stack(
    make_database: DatabaseMaker,
    migrated_template: str,
    valkey_url: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Stack]:
    """Everything running."""
    redis_url = make_url(valkey_url).set(database="1").render_as_string(hide_password=False)
    folder = Path(tmp_path_factory.mktemp("stack"))
    with (
        make_database(migrated_template) as database_url,
        running_stack(database_url, redis_url, folder) as running,
    ):
        yield running


@pytest.fixture(scope="package")
def browser(stack: Stack) -> Iterator[Browser]:
    """A browser to which the simulated carrier is Twilio."""
    with launched_browser(stack.tls_port, stack.certificate.spki) as launched:
        yield launched


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of a visitor who was never here before."""
    with fresh_page(browser) as fresh:
        yield fresh

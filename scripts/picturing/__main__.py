"""`./scripts/pictures`: a volunteer calls, a texter writes, and each screen is taken."""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urljoin

from playwright.sync_api import Browser, Page, sync_playwright

from scripts.demonstration.demo import Demo
from scripts.demonstration.folder import DemoFolder
from scripts.demonstration.ports import any_ports
from scripts.environment.chromium import chromium
from scripts.environment.places import ROOT

PICTURES = ROOT / "docs/pictures"
FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
    "--allow-loopback-in-peer-connection",
]
MOST_CALLS, FIRST_TEXTS = 12, 4
PATIENCE_MS = 60_000
HELLO_MS, SETTLE_MS, REPLY_MS = 6_000, 900, 20_000


def main() -> int:
    """Take every picture."""
    PICTURES.mkdir(exist_ok=True)
    with _demo() as (url, links), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        with _page(browser) as page:
            _caller(page, urljoin(url, links["caller"]))
        with _page(browser) as page:
            _texter(page, urljoin(url, links["texter"]))
        browser.close()
    return 0


@contextmanager
def _demo() -> Iterator[tuple[str, dict[str, str]]]:
    with tempfile.TemporaryDirectory(prefix="phonebank-pictures-") as folder:
        demo = Demo(DemoFolder(Path(folder) / "demo"), any_ports, 1.0)
        demo.folder.claim()
        try:
            links = demo.start(fresh=True)
            yield demo.ports.url(demo.ports.web), links
        finally:
            demo.stop()


@contextmanager
def _page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": 1280, "height": 800}, locale="en-US", permissions=["microphone"]
    )
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    yield page
    context.close()


def _join(page: Page, url: str, name: str) -> None:
    """As somebody who speaks Vietnamese best."""
    page.goto(url)
    page.get_by_label("Your name").fill(name)
    page.locator("input[name=language][value=en]").uncheck()
    page.locator("input[name=language][value=vi]").check()
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "/join/" not in address)


def _caller(page: Page, url: str) -> None:
    """Call voter after voter until one talks, and answer the first question."""
    _join(page, url, "Val Example")
    page.wait_for_url("**/call/check")
    page.locator("#go").click()
    page.locator("#stage [data-does=next]").wait_for()
    for _ in range(MOST_CALLS):
        page.keyboard.press("n")
        page.locator("#call-bar").wait_for()
        if _talks(page):
            break
    page.locator("#questions .choice").first.click()
    page.wait_for_timeout(SETTLE_MS)
    page.screenshot(path=PICTURES / "caller.png")


def _talks(page: Page) -> bool:
    """Whether the call that was begun is a conversation; any other is given its result."""
    talking = page.locator("#call-bar[data-state=talking]")
    idle = page.locator("#stage [data-does=next]")
    talking.or_(idle).first.wait_for()
    if idle.is_visible():
        return False
    page.wait_for_timeout(HELLO_MS)
    if page.locator("#machine").is_visible() or not talking.is_visible():
        page.locator("[data-result=voicemail]").click()
        return _talks(page)
    return True


def _texter(page: Page, url: str) -> None:
    """Send first texts, wait for replies, and open the first."""
    _join(page, url, "Tex Example")
    page.get_by_role("button", name="Get 10 more voters").click()
    for _ in range(FIRST_TEXTS):
        page.get_by_role("button", name="Send first text").click()
        page.wait_for_timeout(SETTLE_MS)
    page.wait_for_timeout(REPLY_MS)
    page.goto(urljoin(url, "/inbox"))
    page.locator("[data-standing]").first.click()
    page.wait_for_timeout(SETTLE_MS)
    page.screenshot(path=PICTURES / "texter.png")


if __name__ == "__main__":
    sys.exit(main())

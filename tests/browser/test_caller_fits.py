"""Every state of the caller's pages: accessible, in every language, fitting, and light."""

from collections.abc import Callable
from statistics import median
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.support.axe import violations
from tests.support.browser import fresh_page, screenshot
from tests.support.stack import Stack, VoterOnList
from tests.support.volunteer import ADA, AISHA, HOA, VolunteerAtWork, volunteer_at_work

WIDE: ViewportSize = {"width": 1280, "height": 800}
NARROW: ViewportSize = {"width": 360, "height": 740}
TALL = 2400
PAGE_KILOBYTES, FONT_KILOBYTES = 150, 120
INTERACTIVE_SECONDS, OWN_SECONDS = 3, 0.5
# The browsers' own preset of that name, in bytes a second and milliseconds.
SLOW_4G = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1.6e6 / 8,
    "uploadThroughput": 750e3 / 8,
}
LOCALES = {"en": "en-US", "es-US": "es-MX", "vi": "vi-VN", "zh-Hans": "zh-CN", "ur": "ur-PK"}


def fits(page: Page, state: str) -> None:
    """Nothing is wrong with the page as it stands, and it does not scroll sideways.

    What a bar that stays in view covers can be scrolled from under it: axe, which takes what it
    sees for all there is, looks at a page that is tall enough.
    """
    size = page.viewport_size
    assert size is not None
    page.set_viewport_size({"width": size["width"], "height": TALL})
    assert violations(page) == [], state
    page.set_viewport_size(size)
    overflow = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert overflow <= 0, f"{state}: the page scrolls sideways by {overflow} px"


def walk(volunteer: VolunteerAtWork, speaks: str, look: Callable[[str], None]) -> None:
    """Go through every state of a shift, and look at each."""
    page = volunteer.page
    page.goto(volunteer.seeded.join_url)
    look("join")
    volunteer.join(speaks)
    page.wait_for_url("**/call/check")
    look("check")
    volunteer.click("#go")
    volunteer.wait_until_ready()
    look("ready")
    volunteer.call()
    look("talking")
    volunteer.answer(1, 1)
    expect(page.locator("#questions > li")).to_have_count(2)
    for key, dialog in {"5": "#ask-language", "7": "#ask-do-not-call", "?": "#help"}.items():
        page.locator("#script-title").focus()
        page.keyboard.press(key)
        expect(page.locator(dialog)).to_be_visible()
        look(dialog.strip("#"))
        page.keyboard.press("Escape")
    volunteer.click("[data-does=hang-up]")
    volunteer.wait_for_state("over")
    look("over")
    volunteer.press("8")
    expect(page.locator("#stage")).to_be_visible()
    look("nobody-left")


@pytest.mark.parametrize(
    ("tag", "viewport"),
    [*((tag, NARROW) for tag in LOCALES), ("en", WIDE), ("ur", WIDE)],
    ids=lambda value: value if isinstance(value, str) else f"{value['width']}",
)
def test_every_state_is_accessible_and_fits(
    stack: Stack, browser: Browser, tag: str, viewport: ViewportSize
) -> None:
    voter = {"vi": HOA, "ur": AISHA}.get(tag, ADA)
    with fresh_page(browser, viewport, LOCALES[tag]) as page:
        volunteer = volunteer_at_work(stack, page, [voter])

        def look(state: str) -> None:
            screenshot(page, f"caller-{tag}-{viewport['width']}-{state}")
            expect(page.locator("html")).to_have_attribute("lang", tag)
            fits(page, state)

        walk(volunteer, voter.language, look)


def test_letters_twice_as_large_fit_a_small_screen(stack: Stack, browser: Browser) -> None:
    with fresh_page(browser, NARROW) as page:
        volunteer = volunteer_at_work(stack, page, [HOA])
        volunteer.come("vi")
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        fits(page, "ready, letters twice as large")
        volunteer.call()
        fits(page, "talking, letters twice as large")


def test_everything_can_be_done_by_the_keyboard(stack: Stack, page: Page) -> None:
    volunteer = volunteer_at_work(stack, page, [ADA])
    page.goto(volunteer.seeded.join_url)
    page.locator("#name").focus()
    page.keyboard.type("Val Example")
    page.keyboard.press("Enter")
    page.wait_for_url("**/call/check")
    page.locator("#go").focus()
    page.keyboard.press("Enter")
    volunteer.wait_until_ready()
    volunteer.call()
    for choices in (3, 3, 2):
        page.keyboard.press("s")
        page.keyboard.press("Enter")
        assert choices
    expect(page.locator(".choice[aria-pressed=true]")).to_have_count(3)
    page.keyboard.press("8")
    volunteer.wait_for_calls("reached")


def loaded_kilobytes(volunteer: VolunteerAtWork) -> dict[str, float]:
    """What a load of the call page brings over the line from us, each address with its size."""
    page = volunteer.page
    cdp = page.context.new_cdp_session(page)
    cdp.send("Network.enable")
    cdp.send("Network.setCacheDisabled", {"cacheDisabled": True})
    ours: dict[str, str] = {}
    sizes: dict[str, float] = {}

    def answered(event: Any) -> None:
        if event["response"]["url"].startswith(volunteer.stack.base_url):
            ours[event["requestId"]] = event["response"]["url"]

    cdp.on("Network.responseReceived", answered)
    cdp.on(
        "Network.loadingFinished",
        lambda event: sizes.update({event["requestId"]: event["encodedDataLength"]}),
    )
    page.reload()
    volunteer.wait_until_ready()
    page.evaluate("document.fonts.ready")
    cdp.detach()
    return {url: sizes.get(id_, 0) / 1024 for id_, url in ours.items()}


@pytest.mark.parametrize("voter", [HOA, AISHA], ids=["vi", "ur"])
def test_the_call_page_is_light(stack: Stack, browser: Browser, voter: VoterOnList) -> None:
    with fresh_page(browser, locale=LOCALES[voter.language]) as page:
        volunteer = volunteer_at_work(stack, page, [voter, VoterOnList("Ada Example")])
        volunteer.come(voter.language, "en")
        loaded = loaded_kilobytes(volunteer)
    fonts = {url: size for url, size in loaded.items() if url.endswith(".woff2")}
    assert sum(loaded.values()) - sum(fonts.values()) <= PAGE_KILOBYTES, loaded
    assert fonts
    assert sum(fonts.values()) <= FONT_KILOBYTES, fonts


# The page notes it itself: a locator looks every half a second, a fifth of what is measured.
NOTES_WHEN_USABLE = """
const look = () => {
  if ([...document.querySelectorAll("#stage button")].some((each) => each.checkVisibility())) {
    window.usableAt = performance.now();
  } else requestAnimationFrame(look);
};
look();
"""


def seconds_until_interactive(volunteer: VolunteerAtWork, *, slow: bool) -> float:
    """From a reload, with nothing kept, to the first button of the call page."""
    page = volunteer.page
    cdp = page.context.new_cdp_session(page)
    cdp.send("Network.enable")
    cdp.send("Network.setCacheDisabled", {"cacheDisabled": True})
    if slow:
        cdp.send("Network.emulateNetworkConditions", SLOW_4G)
    page.reload(wait_until="commit")
    page.locator("#stage button:visible").first.wait_for()
    cdp.detach()
    return float(page.evaluate("usableAt")) / 1000


def test_a_slow_line_costs_little_before_the_call_page_can_be_used(
    stack: Stack, browser: Browser
) -> None:
    """Three seconds in all, of which half a second is the device's own.

    The difference between a slow line and none is looked at, since the machine's own load is in
    both.
    """
    with fresh_page(browser, locale=LOCALES["ur"]) as page:
        page.add_init_script(NOTES_WHEN_USABLE)
        volunteer = volunteer_at_work(stack, page, [AISHA])
        volunteer.come("ur")
        rounds = [
            seconds_until_interactive(volunteer, slow=True)
            - seconds_until_interactive(volunteer, slow=False)
            for _ in range(5)
        ]
    assert 0 < median(rounds) <= INTERACTIVE_SECONDS - OWN_SECONDS, rounds

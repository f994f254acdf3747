"""Every state of the inbox, at two widths and in two directions: accessible, nothing cut off."""

import pytest
from playwright.sync_api import Browser, ViewportSize, expect

from tests.support.axe import violations
from tests.support.browser import fresh_page, screenshot
from tests.support.stack import Stack, VoterOnList
from tests.support.texter import TexterAtWork, texter_at_work

WIDE: ViewportSize = {"width": 1280, "height": 800}
NARROW: ViewportSize = {"width": 360, "height": 740}
VOTERS = [
    VoterOnList("Hoa Nguyễn", "vi"),
    VoterOnList("عائشہ مثال", "ur", romanised_name="Ayesha Misaal"),
    VoterOnList("Ada Example", "en"),
    VoterOnList("Ben Example", "en"),
    VoterOnList("Luz Ejemplo", "es-US"),
    VoterOnList("Maximiliana-Alexandrina Exemplary-Longworthington", "en"),
]


class Walk:
    """Goes from state to state and looks at each."""

    def __init__(self, texter: TexterAtWork, name: str) -> None:
        self.texter, self.page, self.name = texter, texter.page, name
        # The walk opens conversations by itself.
        self.page.evaluate("localStorage.setItem('phonebank inbox goes on', 'off')")

    def look(self, state: str) -> None:
        """Check the page as it stands, with the list at its beginning, and take its picture: what
        is half scrolled away below the news is no target of its own."""
        self.page.locator(".inbox-list").evaluate("list => list.scrollTo(0, 0)")
        screenshot(self.page, f"inbox-{self.name}-{state}")
        assert violations(self.page) == [], state
        overflow = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert overflow <= 0, f"{state}: the page scrolls sideways by {overflow} px"

    def send_first(self, voter: int) -> None:
        """Send a voter's first text, and wait until it has gone."""
        self.go_to(voter)
        self.page.locator("#send-first").click()
        expect(self.texter.item(voter).locator("..")).not_to_have_attribute(
            "data-standing", "unsent"
        )

    def go_to(self, voter: int) -> None:
        """Open a voter's conversation, from the list where there is no room for both."""
        back = self.page.locator("[data-do=back]")
        if back.is_visible():
            back.click()
        self.texter.open(voter)


@pytest.mark.parametrize(
    ("tag", "viewport"), [("en", WIDE), ("ur", NARROW)], ids=["en-wide", "ur-narrow"]
)
def test_every_state_is_accessible_and_fits(
    stack: Stack, browser: Browser, viewport: ViewportSize, tag: str
) -> None:
    with fresh_page(browser, viewport) as page:
        texter = texter_at_work(stack, page, VOTERS, page_language=tag)
        walk = Walk(texter, f"{tag}-{viewport['width']}")
        walk.look("01-empty")
        first_texts(walk)
        replies(walk)
        ends(walk)


def first_texts(walk: Walk) -> None:
    walk.texter.take_batch()
    walk.look("02-unsent")
    walk.go_to(1)
    walk.look("03-unsent-urdu")
    for voter in range(5):
        walk.send_first(voter)


def replies(walk: Walk) -> None:
    page, texter = walk.page, walk.texter
    walk.go_to(5)
    texter.voter_writes(0, "có")
    texter.voter_writes(1, "1")
    texter.voter_writes(2, "Who is this?\nI do not know you.")
    texter.voter_writes(3, "We have got to STOP this bill")
    texter.voter_writes(4, "ALTO")
    expect(page.locator("#new-replies")).to_be_attached()
    expect(texter.item(4).locator("..")).to_have_attribute("data-standing", "opted out")
    walk.look("04-news")
    if page.locator("[data-do=back]").is_visible():
        page.locator("[data-do=back]").click()
        walk.look("04-news-list")
    walk.go_to(0)
    expect(page.locator(".read-as")).to_be_visible()
    walk.look("05-read-from-the-reply")
    if page.locator("[data-do=answers]").is_visible():
        page.locator("[data-do=answers]").click()
        walk.look("06-answers")
        page.locator("[data-do=close-answers]").click()
    walk.go_to(1)
    page.locator("#draft").fill("شکریہ " * 30)
    expect(page.locator("#size")).not_to_be_empty()
    walk.look("07-draft-urdu")
    page.locator("[data-do=prepared]").click()
    walk.look("08-prepared")
    page.locator("#prepared-search").fill("zzz")
    walk.look("09-prepared-none")
    page.keyboard.press("Escape")
    page.locator("#draft").fill("")


def ends(walk: Walk) -> None:
    page = walk.page
    walk.go_to(2)
    page.locator("[data-do=ask-opt-out]").click()
    walk.look("10-confirm")
    page.keyboard.press("Escape")
    page.locator("#draft").fill("Sorry to bother you")
    page.route("**/reply", lambda route: route.abort())
    page.locator("#send").click()
    expect(page.locator("#trouble")).not_to_be_empty()
    walk.look("11-trouble")
    page.unroute("**/reply")
    page.locator("[data-do=close]").click()
    expect(page.locator("#closed-words")).to_be_visible()
    walk.look("12-done")
    walk.go_to(3)
    walk.look("13-held")
    walk.go_to(4)
    walk.look("14-opted-out")
    page.keyboard.press("Shift+Slash")
    walk.look("15-shortcuts")
    page.keyboard.press("Escape")
    walk.send_first(5)
    if page.locator("[data-do=back]").is_visible():
        page.locator("[data-do=back]").click()
    page.locator("#more-voters").click()
    walk.look("16-nobody-left")


def test_on_a_small_screen_the_answers_are_a_sheet_and_the_list_a_step_back(
    stack: Stack, browser: Browser
) -> None:
    with fresh_page(browser, NARROW) as page:
        texter = texter_at_work(stack, page, VOTERS[2:4])
        texter.take_batch()
        page.locator("[data-do=answers]").click()
        expect(page.locator("#answers-title")).to_be_focused()
        page.locator(".choice").first.click()
        expect(page.locator(".answered .given")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator("#answers")).to_be_hidden()
        expect(page.locator("[data-do=answers]")).to_be_focused()
        page.go_back()
        expect(page.locator("#conversations")).to_be_visible()
        expect(page.locator("#thread")).to_be_hidden()
        expect(texter.item(0)).to_be_focused()


@pytest.mark.parametrize("tag", ["en", "es-US", "ur"])
def test_letters_of_twice_the_size_fit_a_small_screen(
    stack: Stack, browser: Browser, tag: str
) -> None:
    with fresh_page(browser, NARROW) as page:
        texter = texter_at_work(stack, page, VOTERS[:3], page_language=tag)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        walk = Walk(texter, f"{tag}-360-twice")
        walk.look("01-empty")
        texter.take_batch()
        walk.look("02-unsent")
        walk.send_first(0)
        walk.go_to(0)
        texter.voter_writes(0, "Who is this? " * 5)
        expect(page.locator(".text.theirs")).to_be_visible()
        expect(page.locator("#draft")).to_be_in_viewport()
        expect(page.locator("[data-do=back]")).to_be_in_viewport()
        walk.look("03-thread")
        page.locator("[data-do=answers]").click()
        walk.look("04-answers")

"""Every page of the desk, at two widths and in two directions: accessible, nothing cut off."""

import tempfile
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ViewportSize, expect

from phonebank.services.importing.attending import attend
from tests.support.axe import violations
from tests.support.browser import fresh_page, screenshot
from tests.support.coordinator import CoordinatorAtWork
from tests.support.stack import Stack, VoterOnList

WIDE: ViewportSize = {"width": 1280, "height": 800}
NARROW: ViewportSize = {"width": 360, "height": 740}
FILE = (
    "Voter File VANID\tName\tCell Phone\tHomePhone\tLanguage\tSome quite long remark\n"
    "1\tHoa Nguyễn\t651-555-0191\t651-555-0192\tVietnamese\tmade up, and long enough to wrap\n"
    "2\tعائشہ مثال\t651-555-0193\t\tUrdu\t\n3\tBo Example\task her\t\tEnglish\t=1+1\n"
)
VOTERS = [
    VoterOnList("Hoa Nguyễn", "vi"),
    VoterOnList("عائشہ مثال", "ur", romanised_name="Ayesha Misaal"),
    VoterOnList("Ada Example", "en"),
]


class Walk:
    """Goes from page to page and looks at each."""

    def __init__(self, at_work: CoordinatorAtWork, name: str) -> None:
        self.at_work, self.page, self.name = at_work, at_work.page, name

    def look(self, state: str) -> None:
        """Check the page as it stands, and take its picture."""
        screenshot(self.page, f"desk-{self.name}-{state}")
        assert violations(self.page) == [], state
        overflow = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert overflow <= 0, f"{state}: the page scrolls sideways by {overflow} px"


@pytest.mark.parametrize(
    ("tag", "viewport"), [("en", WIDE), ("ur", NARROW)], ids=["en-wide", "ur-narrow"]
)
def test_every_page_is_accessible_and_fits(
    stack: Stack, browser: Browser, viewport: ViewportSize, tag: str
) -> None:
    with fresh_page(browser, viewport) as page:
        at_work = CoordinatorAtWork(stack, page, stack.seed_shift(VOTERS, launched=False))
        at_work.come(tag)
        walk = Walk(at_work, f"{tag}-{viewport['width']}")
        walk.look("01-home")
        lists_and_scripts(walk)
        bringing_a_list(walk)
        versions_texts_and_links(walk)
        planning_a_shift(walk)
        a_shift_under_way(walk)


def bringing_a_list(walk: Walk) -> None:
    """Uploaded, matched, and all in before the reader's eyes, without loading the page again."""
    page, stack = walk.page, walk.at_work.stack
    walk.at_work.open("/lists")
    page.locator("#file").set_input_files(
        {"name": "march.csv", "mimeType": "text/csv", "buffer": FILE.encode("utf-16")}
    )
    page.locator(".upload button").click()
    page.locator("#list").fill("March")
    walk.look("03-columns")
    with page.expect_request("**/events"):
        page.locator(".save-bar button").click()
    walk.look("03-import-waiting")
    import_id = int(page.url.rpartition("/")[2])
    with tempfile.TemporaryDirectory() as folder:
        attend(stack.app.database, import_id, Path(folder), stack.app.clock)
    expect(page.locator("#take-back")).to_be_visible()
    page.locator("#rejected summary").click()
    walk.look("03-import-finished")
    page.locator(".crumbs a").last.click()
    page.locator("a[href$='/select']").click()
    walk.look("03-select")
    walk.at_work.open("/results?by=language")
    walk.look("03-results")
    page.locator("details:not(.menu) summary").first.click()
    walk.look("03-results-explained")


def lists_and_scripts(walk: Walk) -> None:
    page, at_work = walk.page, walk.at_work
    at_work.open("/lists")
    walk.look("02-lists")
    page.locator(".rows a").first.click()
    walk.look("03-list")
    at_work.open("/campaigns/new")
    page.locator("main form button").click()
    walk.look("04-campaign-mistake")
    at_work.open(f"/scripts/new?campaign={at_work.seeded.campaign_id}")
    walk.look("05-new-script")
    at_work.open()
    page.locator("a[href*='/desk/scripts/']:not([href$=new])").click()
    expect(page.locator("#beside")).to_be_visible()
    page.locator("#question-1-text-es-US").fill("")
    walk.look("06-script")
    page.locator("[data-beside][value=all]").check()
    walk.look("07-script-all")


def versions_texts_and_links(walk: Walk) -> None:
    page, at_work = walk.page, walk.at_work
    campaign = f"/campaigns/{at_work.seeded.campaign_id}"
    at_work.open(f"{campaign}/message-tests/new")
    page.locator("#name").fill("Short or warm")
    for version, word in (("1", "short"), ("2", "warm")):
        text = f"Sample Neighbors, {word}: will you vote? STOP to end."
        for field in page.locator(f"textarea[name^=version-{version}-]").all():
            field.fill(text if field.get_attribute("lang") == "en" else "")
    page.locator(".save-bar button").first.click()
    walk.look("07-message-test")
    page.locator("[name=start]").click()
    page.locator("details.card summary").click()
    walk.look("07-message-test-results")
    words_of_a_call(walk)
    at_work.open(f"{campaign}/links")
    page.locator("#address").fill("https://example.org/a/rather/long/address/of/where/to/vote")
    page.locator(".actions button").first.click()
    walk.look("07-links")
    at_work.open(f"{campaign}/follow-ups")
    page.locator("#title").fill("عائشہ")
    page.locator("form .actions button").last.click()
    walk.look("07-follow-ups-mistake")


def words_of_a_call(walk: Walk) -> None:
    """A test of the script: one question in other words, in every language of the campaign."""
    page, at_work = walk.page, walk.at_work
    at_work.open(f"/campaigns/{at_work.seeded.campaign_id}/message-tests")
    page.locator("a[href*='/tests/new']").first.click()
    page.locator("#name").fill("Words of a call")
    for field in page.locator("textarea[name^='version-2-q']").all()[:1]:
        field.fill("Will you vote this time?")
    page.locator(".save-bar button").first.click()
    walk.look("07-script-test")
    page.locator("[name=start]").click()
    expect(page.locator("#how-title")).to_be_visible()
    walk.look("07-script-test-results")


def planning_a_shift(walk: Walk) -> None:
    page, at_work = walk.page, walk.at_work
    at_work.open("/shifts/new")
    page.locator("main form button").click()
    walk.look("08-plan-mistake")
    page.locator("#name").fill("Saturday")
    page.locator("input[value=ko]").check()
    page.locator("input[value=vi]").check()
    page.locator("main form button").click()
    expect(page.locator("#tasks")).to_be_visible()
    walk.look("09-not-ready")
    at_work.open_shift()
    walk.look("10-ready")


def a_shift_under_way(walk: Walk) -> None:
    page, at_work = walk.page, walk.at_work
    page.locator("#launch").click()
    expect(page.locator("#pause")).to_be_visible()
    walk.look("11-running-alone")
    at_work.somebody_joins()
    at_work.somebody_joins("عائشہ مثال", "ur")
    expect(page.locator("#callers tbody tr")).to_have_count(2)
    walk.look("12-running")
    page.locator("#end").click()
    walk.look("13-end")
    page.keyboard.press("Escape")
    page.locator("#pause").click()
    expect(page.locator("#resume")).to_be_visible()
    walk.look("14-paused")
    page.locator("a[href*='/desk/scripts/']").first.click()
    walk.look("15-script-read")
    at_work.open(f"/shifts/{at_work.seeded.shift_id}/end")
    walk.look("16-end-page")
    page.locator("main button.danger").click()
    expect(page.locator("#again")).to_be_visible()
    walk.look("17-ended")
    at_work.open()
    walk.look("18-home-after")

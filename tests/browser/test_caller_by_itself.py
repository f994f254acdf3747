"""A shift that dials by itself, from the volunteer's chair: one press, and voters come."""

from playwright.sync_api import Page, expect

from phonebank.domain.call import ContactResult
from phonebank.domain.dial_mode import DialMode
from tests.support.browser import TOLERANCE_HZ
from tests.support.simulator import wait_until
from tests.support.stack import Stack, VoterOnList
from tests.support.volunteer import CONNECT_MILLISECONDS, VolunteerAtWork, volunteer_at_work

TALKS = VoterOnList("Ada Example", landline=True, hears_hz=1240)
MOBILE = VoterOnList("Cleo Example")
LOOK_MILLISECONDS = 300
"""Nobody looks at a voter for less: a second press sooner is a slip of the finger, not heard."""


def come(stack: Stack, page: Page, voters: list[VoterOnList], mode: DialMode) -> VolunteerAtWork:
    """The volunteer's line is up, and they have not said yet that they take calls."""
    volunteer = volunteer_at_work(stack, page, voters, mode=mode)
    volunteer.join("en")
    page.wait_for_url("**/call/check")
    volunteer.click("#go")
    take_calls = page.locator("#stage [data-does='take calls']")
    expect(take_calls).to_be_visible(timeout=CONNECT_MILLISECONDS)
    return volunteer


def waiting(page: Page) -> None:
    expect(page.locator("#stage-title")).to_have_text("Waiting for a voter")
    expect(page.locator("#stage [data-does=break]")).to_be_visible()
    expect(page.locator("#script")).to_be_visible()


def test_voters_come_by_themselves_one_after_the_other(stack: Stack, page: Page) -> None:
    volunteer = come(stack, page, [TALKS, TALKS], DialMode.PREDICTIVE)
    volunteer.press("n")
    volunteer.wait_for_state("talking")
    expect(page.locator("#voter-name")).to_have_text("Ada Example")
    expect(page.locator("#script-title")).to_be_focused()
    assert abs((volunteer.hears_hz() or 0) - 1240) <= TOLERANCE_HZ
    volunteer.press("8")
    wait_until(lambda: sum(c.connected_at is not None for c in volunteer.calls()) == 2, "a second")
    volunteer.wait_for_state("talking")
    volunteer.press("8")
    volunteer.wait_for_calls("reached", "reached")
    expect(page.locator("#stage-title")).to_have_text("Everybody on the list has been called")


def test_a_break_stops_the_line_that_rings_for_the_volunteer(stack: Stack, page: Page) -> None:
    rings = VoterOnList("Dale Example", landline=True, temper="rings_out")
    volunteer = come(stack, page, [rings], DialMode.PROGRESSIVE)
    volunteer.press("n")
    waiting(page)
    wait_until(lambda: bool(volunteer.calls()), "a line is dialled")
    page.locator("#stage [data-does=break]").click()
    expect(page.locator("#stage-title")).to_have_text("You are on a break")

    def is_given_up() -> bool:
        call = volunteer.calls()[0]
        return call.result is ContactResult.NOT_PLACED and call.ended_at is not None

    wait_until(is_given_up, "the line has ended")
    page.locator("#stage [data-does='go on']").click()
    waiting(page)


def test_a_mobile_waits_for_a_press_also_in_a_shift_that_dials_by_itself(
    stack: Stack, page: Page
) -> None:
    volunteer = come(stack, page, [MOBILE], DialMode.PREDICTIVE)
    volunteer.press("n")
    expect(page.locator("#stage [data-does='by hand']")).to_be_visible()
    assert volunteer.calls() == []
    volunteer.click("#stage [data-does='by hand']")  # the same key at once would not be meant
    volunteer.wait_for_state("talking")
    expect(page.locator("#voter-name")).to_have_text("Cleo Example")


def test_in_a_preview_shift_the_voter_is_seen_first(stack: Stack, page: Page) -> None:
    volunteer = volunteer_at_work(stack, page, [MOBILE], mode=DialMode.PREVIEW)
    volunteer.come("en")
    with page.expect_response("**/call/next"):
        volunteer.press("n")
    expect(page.locator("#voter-name")).to_have_text("Cleo Example")
    expect(page.locator("[data-does=release]")).to_be_visible()
    assert volunteer.calls()[0].placed_at is None
    page.wait_for_timeout(LOOK_MILLISECONDS)
    volunteer.press("n")
    volunteer.wait_for_state("talking")

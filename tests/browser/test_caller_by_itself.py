"""A shift that dials by itself, from the volunteer's chair: one press, and voters come."""

import time

from playwright.sync_api import Page, expect

from phonebank.domain.call import ContactResult
from phonebank.domain.dial_mode import DialMode
from tests.support.browser import TOLERANCE_HZ
from tests.support.simulator import wait_until
from tests.support.stack import Stack, VoterOnList
from tests.support.volunteer import CONNECT_MILLISECONDS, VolunteerAtWork, volunteer_at_work

TALKS = VoterOnList("Ada Example", landline=True, hears_hz=1240)
BUSY = VoterOnList("Ben Example", landline=True, temper="busy")
MOBILE = VoterOnList("Cleo Example")


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
    volunteer = come(stack, page, [BUSY, TALKS, TALKS], DialMode.PREDICTIVE)
    volunteer.press("n")
    volunteer.wait_for_state("talking")
    expect(page.locator("#voter-name")).to_have_text("Ada Example")
    expect(page.locator("#script-title")).to_be_focused()
    assert abs((volunteer.hears_hz() or 0) - 1240) <= TOLERANCE_HZ
    first = page.locator("#timer")
    expect(first).to_be_visible()
    volunteer.press("8")
    wait_until(lambda: sum(c.connected_at is not None for c in volunteer.calls()) == 2, "a second")
    volunteer.wait_for_state("talking")
    volunteer.press("8")
    results = [call.result for call in volunteer.calls() if call.connected_at is not None]
    wait_until(lambda: len(results) == 2, "two voters were talked with")
    expect(page.locator("#stage-title")).to_have_text("Everybody on the list has been called")


def test_in_a_progressive_shift_a_break_stops_the_ringing_and_a_mobile_needs_a_press(
    stack: Stack, page: Page
) -> None:
    rings = VoterOnList("Dale Example", landline=True, temper="rings_out")
    volunteer = come(stack, page, [rings, MOBILE], DialMode.PROGRESSIVE)
    volunteer.press("n")
    waiting(page)
    wait_until(lambda: bool(volunteer.calls()), "a line is dialled")
    page.locator("#stage [data-does=break]").click()
    expect(page.locator("#stage-title")).to_have_text("You are on a break")
    wait_until(
        lambda: (
            volunteer.calls()[0].result is ContactResult.NOT_PLACED
            and volunteer.calls()[0].ended_at is not None
        ),
        "the line has ended",
    )
    began = time.monotonic()
    page.locator("#stage [data-does='go on']").click()
    expect(page.locator("#stage-title")).to_have_text("Waiting for a voter")
    by_hand = page.locator("#stage [data-does='by hand']")
    if by_hand.is_visible():
        volunteer.press("n")
        expect(page.locator("#voter-name")).to_have_text("Cleo Example")
    assert time.monotonic() - began < 10

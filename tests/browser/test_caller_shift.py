"""A volunteer's shift: in by a link, one key a voter, nothing lost."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, expect
from sqlalchemy import update

from phonebank.domain.voter import PhoneNumber
from phonebank.services import planning
from tests.support.browser import MICROPHONE_HZ, TOLERANCE_HZ, fresh_page
from tests.support.simulator import wait_until
from tests.support.stack import Stack, VoterOnList
from tests.support.volunteer import ADA, HOA, volunteer_at_work

READY_TO_CALL_SECONDS = 5.0
FRAMES_HEARD = 10


@contextmanager
def slow_line(page: Page) -> Iterator[None]:
    """Each request takes most of a second meanwhile."""
    cdp = page.context.new_cdp_session(page)
    cdp.send("Network.enable")
    slow = {"offline": False, "latency": 700, "downloadThroughput": -1, "uploadThroughput": -1}
    cdp.send("Network.emulateNetworkConditions", slow)
    yield
    cdp.detach()


def test_a_new_volunteer_is_ready_in_four_actions_and_calls_within_five_seconds(
    stack: Stack, page: Page
) -> None:
    volunteer = volunteer_at_work(stack, page, [ADA, ADA])
    volunteer.come("en", "vi")
    assert volunteer.actions <= 4
    began = time.monotonic()
    volunteer.press("n")
    expect(page.locator("#call-bar")).to_be_visible()
    wait_until(lambda: volunteer.calls()[0].placed_at is not None, "the call is placed")
    assert time.monotonic() - began <= READY_TO_CALL_SECONDS


def test_a_volunteer_who_comes_back_is_ready_in_two_actions(
    stack: Stack, browser: Browser, page: Page
) -> None:
    volunteer = volunteer_at_work(stack, page, [ADA])
    volunteer.come("en")
    link = page.locator("#help a[href*='/back/']").get_attribute("href")
    page.close()
    with fresh_page(browser) as elsewhere:
        elsewhere.goto(f"{stack.base_url}{link}")
        again = type(volunteer)(stack, elsewhere, volunteer.seeded)
        again.click("[data-does=start]")
        again.wait_until_ready()
    assert again.actions <= 2


def test_voter_and_volunteer_hear_each_other(stack: Stack, page: Page) -> None:
    volunteer = volunteer_at_work(stack, page, [VoterOnList("Ada Example", hears_hz=1240)])
    volunteer.come("en")
    volunteer.call()
    assert abs((volunteer.hears_hz() or 0) - 1240) <= TOLERANCE_HZ
    line = volunteer.calls()[0].carrier_sid

    def voter_hears_the_microphone() -> bool:
        heard = stack.simulator.get(f"heard/{line}")
        return any(
            frames > FRAMES_HEARD and abs(int(hz) - MICROPHONE_HZ) <= TOLERANCE_HZ
            for hz, frames in heard.items()
        )

    wait_until(voter_hears_the_microphone, "the voter hears the volunteer")


def test_one_key_notes_the_result_hangs_up_and_calls_the_next_voter(
    stack: Stack, page: Page
) -> None:
    names = ["Ada Example", "Ben Example", "Cleo Example", "Dan Example"]
    volunteer = volunteer_at_work(stack, page, [VoterOnList(name) for name in names])
    volunteer.come("en")
    volunteer.call()
    for key, following in zip("123", names[1:], strict=True):
        volunteer.press(key)
        expect(page.locator("#voter-name")).to_have_text(following)
        volunteer.wait_for_state("talking")
    volunteer.wait_for_calls("not home", "voicemail", "wrong number", None)
    wait_until(
        lambda: all(volunteer.line_of(c)["status"] == "completed" for c in volunteer.calls()[:3]),
        "the lines are hung up",
    )


def test_one_key_asks_for_somebody_else_at_the_number_and_the_line_stays(
    stack: Stack, page: Page
) -> None:
    volunteer = volunteer_at_work(stack, page, [ADA, HOA])
    ada, hoa = volunteer.seeded.numbers
    with stack.app.database.transaction() as session:
        session.execute(update(PhoneNumber).where(PhoneNumber.e164 == hoa).values(e164=ada))
    volunteer.come("en", "vi")
    volunteer.call()
    expect(page.locator("#household")).to_contain_text("Is Hoa Nguyễn there too?")
    with slow_line(page):
        volunteer.answer(1, 1)
        volunteer.answer(2, 2)
        volunteer.press("j")
        expect(page.locator("#voter-name")).to_have_text("Hoa Nguyễn", timeout=10_000)
    assert volunteer.answers() == 2, "what was answered just before is kept"
    expect(page.locator("#opening .theirs")).to_have_attribute("lang", "vi")
    volunteer.wait_for_state("talking")
    first, second = volunteer.calls()
    assert (first.result, first.carrier_sid) == ("reached", None)
    assert volunteer.line_of(second)["status"] == "in-progress"
    expect(page.locator("#household")).to_be_hidden()


def test_three_answers_a_result_and_the_next_voter_take_five_actions(
    stack: Stack, page: Page
) -> None:
    volunteer = volunteer_at_work(stack, page, [HOA, HOA])
    volunteer.come("vi")
    volunteer.call()
    expect(page.locator("#opening .theirs")).to_have_attribute("lang", "vi")
    expect(page.locator("#opening .ours")).to_have_attribute("lang", "en")
    volunteer.actions = 0
    volunteer.answer(1, 1)
    volunteer.answer(2, 2)
    volunteer.answer(3, 1)
    volunteer.press("8")
    volunteer.wait_until_ready()
    volunteer.press("n")
    wait_until(lambda: len(volunteer.calls()) == 2, "the next voter is called")
    assert volunteer.actions <= 5
    assert volunteer.answers() == 3
    assert volunteer.calls()[0].result == "reached"


def test_an_answer_leads_to_the_question_that_follows_it(stack: Stack, page: Page) -> None:
    volunteer = volunteer_at_work(stack, page, [ADA])
    volunteer.come("en")
    volunteer.call()
    volunteer.answer(1, 3)
    expect(page.locator("#questions > li")).to_have_count(2)
    expect(page.locator("#questions > li:nth-child(2)")).to_contain_text("Question 3 of 3")


def test_when_the_voter_hangs_up_the_answers_stay_and_the_result_is_asked_for(
    stack: Stack, page: Page
) -> None:
    volunteer = volunteer_at_work(stack, page, [ADA])
    volunteer.come("en")
    volunteer.call()
    volunteer.answer(1, 1)
    wait_until(lambda: volunteer.answers() == 1, "the answer is saved")
    stack.simulator.post("hang-up", {"call_sid": volunteer.calls()[0].carrier_sid})
    volunteer.wait_for_state("over")
    expect(page.locator("#results-title")).to_have_text("Call ended: what was the result?")
    expect(page.locator("#results-title")).to_be_focused()
    expect(page.locator(".choice[aria-pressed=true]")).to_have_count(1)
    assert volunteer.calls()[0].result is None


def test_undo_brings_back_the_call_its_result_and_its_draft(stack: Stack, page: Page) -> None:
    volunteer = volunteer_at_work(
        stack, page, [ADA, VoterOnList("Ben Example", temper="rings_out")]
    )
    volunteer.come("en")
    volunteer.call()
    page.locator("#note").fill("Asks about rides to the polls")
    page.locator("#script-title").focus()
    volunteer.press("6")
    expect(page.locator("#voter-name")).to_have_text("Ben Example")
    volunteer.press("u")
    expect(page.locator("#voter-name")).to_have_text("Ada Example")
    expect(page.locator("#note")).to_have_value("Asks about rides to the polls")
    volunteer.wait_for_calls(None, "not placed")


def test_a_voter_who_speaks_another_language_waits_for_somebody_who_does(
    stack: Stack, page: Page
) -> None:
    volunteer = volunteer_at_work(stack, page, [ADA])
    volunteer.come("en")
    volunteer.call()
    volunteer.press("5")
    volunteer.click("#ask-language [data-language=vi]")
    expect(volunteer.stage).to_contain_text("speak other languages")
    volunteer.wait_for_calls("other language")


def test_do_not_call_is_asked_about_before_it_is_done(stack: Stack, page: Page) -> None:
    volunteer = volunteer_at_work(stack, page, [ADA, ADA])
    volunteer.come("en")
    volunteer.call()
    volunteer.press("7")
    page.keyboard.press("Escape")
    assert volunteer.calls()[0].result is None
    volunteer.press("7")
    volunteer.click("#ask-do-not-call [data-confirm]")
    volunteer.wait_until_ready()
    volunteer.wait_for_calls("do not call")


def test_an_empty_queue_says_one_thing_and_offers_one(stack: Stack, page: Page) -> None:
    volunteer = volunteer_at_work(stack, page, [ADA])
    volunteer.come("en")
    volunteer.call()
    volunteer.press("8")
    expect(volunteer.stage).to_contain_text("Everybody on the list has been called")
    assert page.locator("main h1:visible").count() == 1
    assert page.locator("main button:visible, main a:visible").count() == 1


def test_who_has_finished_goes_on_after_all_by_one_press(stack: Stack, page: Page) -> None:
    volunteer = volunteer_at_work(stack, page, [ADA])
    volunteer.come("en")
    volunteer.click("#stage [data-does=finish]")
    volunteer.click("#stage [data-does='go on after all']")
    volunteer.wait_until_ready()


def test_a_paused_shift_is_told_at_once_and_goes_on_by_itself(stack: Stack, page: Page) -> None:
    volunteer = volunteer_at_work(stack, page, [ADA])
    volunteer.come("en")
    seeded, at = volunteer.seeded, stack.app.clock()
    with stack.app.database.transaction() as session:
        planning.pause(session, seeded.organisation_id, seeded.shift_id, at, "member 1")
    expect(volunteer.stage).to_contain_text("The shift is paused", timeout=2000)
    with stack.app.database.transaction() as session:
        planning.launch(session, seeded.organisation_id, seeded.shift_id, at, "member 1")
    volunteer.wait_until_ready()

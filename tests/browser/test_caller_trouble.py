"""What goes wrong in a volunteer's browser, and how little of it is lost."""

import time

import pytest
from playwright.sync_api import Page, Route, WebSocketRoute, expect

from tests.support.browser import TOLERANCE_HZ
from tests.support.simulator import wait_until
from tests.support.stack import Stack, VoterOnList
from tests.support.volunteer import ADA, volunteer_at_work

HELD_SECONDS = 5.0
BACK_SECONDS = 3.0
BANNER_MILLISECONDS = 2_000
OFFLINE_SECONDS = 10.0


def test_a_held_1_is_one_result_and_one_call(stack: Stack, page: Page) -> None:
    volunteer = volunteer_at_work(stack, page, [VoterOnList(f"P{n} Example") for n in range(5)])
    volunteer.come("en")
    volunteer.call()
    volunteer.hold("1", HELD_SECONDS)
    volunteer.wait_for_calls("not home", None)


@pytest.mark.parametrize("key", ["Enter", " "])
def test_a_held_key_on_a_button_is_one_call(stack: Stack, page: Page, key: str) -> None:
    quick = [VoterOnList(f"P{n} Example", temper="busy") for n in range(5)]
    volunteer = volunteer_at_work(stack, page, quick)
    volunteer.come("en")
    page.locator("#stage [data-does=next]").focus()
    volunteer.hold(key, HELD_SECONDS)
    volunteer.wait_for_calls("busy")


def test_keys_mean_nothing_while_somebody_types_or_is_asked_something(
    stack: Stack, page: Page
) -> None:
    volunteer = volunteer_at_work(stack, page, [ADA, ADA])
    volunteer.come("en")
    volunteer.call()
    page.locator("#note").press_sequentially("12367nmu?")
    page.keyboard.press("Tab")
    volunteer.press("7")
    expect(page.locator("#ask-do-not-call")).to_be_visible()
    volunteer.press("1")
    page.keyboard.press("Escape")
    compose = (
        "document.body.dispatchEvent(new KeyboardEvent('keydown', "
        "{code: 'Digit1', key: 'Process', keyCode: 229, isComposing: true, bubbles: true}))"
    )
    page.evaluate(compose)
    expect(page.locator("#note")).to_have_value("12367nmu?")
    volunteer.wait_for_calls(None)
    assert page.locator("[data-does=mute]").get_attribute("aria-pressed") == "false"


def test_keys_can_be_switched_off(stack: Stack, page: Page) -> None:
    volunteer = volunteer_at_work(stack, page, [ADA, ADA])
    volunteer.come("en")
    volunteer.press("?")
    page.locator("#shortcuts-on").uncheck()
    page.locator("#help [data-close]").click()
    volunteer.press("n")
    volunteer.click("#stage [data-does=next]")
    volunteer.wait_for_state("talking")
    volunteer.press("1")
    volunteer.wait_for_calls(None)


def test_a_reload_in_a_call_brings_back_bar_answers_and_voice_and_keeps_the_voter(
    stack: Stack, page: Page
) -> None:
    volunteer = volunteer_at_work(stack, page, [VoterOnList("Ada Example", hears_hz=1100)])
    volunteer.come("en")
    volunteer.call()
    volunteer.answer(1, 1)
    expect(page.locator("#questions > li")).to_have_count(2)
    line = volunteer.calls()[0].carrier_sid
    began = time.monotonic()
    page.reload()
    volunteer.wait_for_state("talking")
    expect(page.locator(".choice[aria-pressed=true]")).to_have_count(1)
    expect(page.locator("body[data-line=up]")).to_be_visible()
    assert time.monotonic() - began < BACK_SECONDS
    wait_until(lambda: abs((volunteer.hears_hz() or 0) - 1100) <= TOLERANCE_HZ, "the voter's voice")
    assert volunteer.line_of(volunteer.calls()[0])["status"] == "in-progress"
    assert [call.carrier_sid for call in volunteer.calls()] == [line]


def test_a_second_tab_only_looks_until_it_takes_over(stack: Stack, page: Page) -> None:
    volunteer = volunteer_at_work(stack, page, [ADA, ADA])
    volunteer.come("en")
    volunteer.call()
    second = page.context.new_page()
    second.goto(f"{stack.base_url}/call")
    expect(second.locator("#call-bar")).to_be_visible()
    expect(second.locator("#call-bar")).to_have_attribute("inert", "")
    second.keyboard.press("1")
    second.keyboard.press("n")
    assert len(volunteer.own_lines()) == 1
    volunteer.wait_for_calls(None)
    second.locator("[data-does='take over']").click()
    expect(page.locator("#stage")).to_contain_text("open in another tab", timeout=3000)
    wait_until(lambda: len(volunteer.own_lines()) == 1, "one line, in the second tab", seconds=20)
    expect(second.locator("body[data-line=up]")).to_be_visible()
    expect(page.locator("body[data-line=down]")).to_be_visible()
    volunteer.wait_for_calls(None)


def test_a_tab_that_takes_over_takes_the_note_over_too(stack: Stack, page: Page) -> None:
    volunteer = volunteer_at_work(stack, page, [ADA])
    volunteer.come("en")
    volunteer.call()
    second = page.context.new_page()
    second.goto(f"{stack.base_url}/call")
    expect(second.locator("#call-bar")).to_be_visible()
    page.locator("#note").fill("Will bring a neighbor")
    wait_until(lambda: volunteer.calls()[0].note == "Will bring a neighbor", "the note is saved")
    second.locator("[data-does='take over']").click()
    expect(second.locator("#note")).to_have_value("Will bring a neighbor")
    second.locator("[data-result=reached]").click()
    volunteer.wait_for_calls("reached")
    assert volunteer.calls()[0].note == "Will bring a neighbor"


def test_a_note_typed_just_before_a_reload_is_there_after_it(stack: Stack, page: Page) -> None:
    volunteer = volunteer_at_work(stack, page, [ADA])
    volunteer.come("en")
    volunteer.call()
    page.locator("#note").fill("Will bring a neighbor")
    page.reload()
    expect(page.locator("#note")).to_have_value("Will bring a neighbor")
    wait_until(lambda: volunteer.calls()[0].note == "Will bring a neighbor", "the note is saved")


def test_who_is_signed_out_meanwhile_is_told_where_to_begin(stack: Stack, page: Page) -> None:
    volunteer = volunteer_at_work(stack, page, [ADA])
    volunteer.come("en")
    page.context.clear_cookies()
    expect(page.get_by_role("heading", name="Open your link")).to_be_visible(timeout=10_000)


def test_a_key_that_made_no_call_to_be_seen_is_not_used_again(stack: Stack, page: Page) -> None:
    volunteer = volunteer_at_work(stack, page, [ADA])
    volunteer.come("en")
    keys: list[str] = []

    def over_already(route: Route) -> None:
        keys.append(route.request.post_data_json["key"])
        route.fulfill(json={})

    page.route("**/call/next", over_already)
    for _ in range(2):
        with page.expect_response("**/call/next"):
            volunteer.click("#stage [data-does=next]")
    wait_until(lambda: len(set(keys)) == 2, "two keys")


def test_ten_seconds_without_a_network_lose_no_answer(stack: Stack, page: Page) -> None:
    volunteer = volunteer_at_work(stack, page, [ADA, ADA])
    volunteer.come("en")
    volunteer.call()
    page.context.set_offline(True)
    expect(page.locator("#banner")).to_contain_text("No connection", timeout=BANNER_MILLISECONDS)
    volunteer.answer(1, 1)
    volunteer.answer(2, 3)
    volunteer.answer(3, 2)
    page.locator("#note").fill("Will bring a neighbor")
    page.wait_for_timeout(OFFLINE_SECONDS * 1000)
    assert volunteer.answers() == 0
    page.context.set_offline(False)
    wait_until(lambda: volunteer.answers() == 3, "every answer is saved")
    wait_until(lambda: volunteer.calls()[0].note == "Will bring a neighbor", "the note is saved")
    expect(page.locator("#banner")).to_be_hidden()


def test_a_result_told_without_a_network_calls_nobody_by_surprise(stack: Stack, page: Page) -> None:
    volunteer = volunteer_at_work(stack, page, [ADA, ADA])
    volunteer.come("en")
    volunteer.call()
    page.context.set_offline(True)
    volunteer.press("1")
    page.wait_for_timeout(1500)
    # Nor after a reload.
    kept = page.evaluate("sessionStorage.getItem('phonebank outbox')")
    assert '"then_next":false' in kept
    page.context.set_offline(False)
    volunteer.wait_until_ready()
    volunteer.wait_for_calls("not home")


def test_a_connection_is_announced_once_and_the_timer_is_silent(stack: Stack, page: Page) -> None:
    volunteer = volunteer_at_work(stack, page, [ADA])
    volunteer.come("en")
    page.evaluate(
        "window.said = []; new MutationObserver(() => said.push("
        "document.getElementById('announce').textContent))"
        ".observe(document.getElementById('announce'), {childList: true, characterData: true, "
        "subtree: true})"
    )
    volunteer.call()
    expect(page.locator("#timer")).to_have_text("0:03")
    assert page.evaluate("said") == ["Connected: Ada Example, English"]
    assert page.locator("[role=timer]").get_attribute("aria-live") == "off"
    expect(page.locator("#script-title")).to_be_focused()


def test_a_line_that_drops_comes_up_again_and_the_voter_stays(stack: Stack, page: Page) -> None:
    volunteer = volunteer_at_work(stack, page, [ADA])
    volunteer.come("en")
    volunteer.call()
    own = volunteer.own_lines()[0]
    stack.simulator.post("hang-up", {"call_sid": own["sid"]})
    expect(page.locator("#banner")).to_contain_text("interrupted")
    expect(page.locator("#banner")).to_be_hidden(timeout=10_000)
    assert volunteer.line_of(volunteer.calls()[0])["status"] == "in-progress"


def test_a_line_whose_start_is_lost_on_the_way_is_begun_again(stack: Stack, page: Page) -> None:
    lost: list[str] = []

    def lose_the_first_invite(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()

        def pass_on(message: str | bytes) -> None:
            if '"type":"invite"' in str(message) and not lost:
                lost.append(str(message))
            else:
                server.send(message)

        socket.on_message(pass_on)

    page.route_web_socket("**/signal", lose_the_first_invite)
    volunteer = volunteer_at_work(stack, page, [ADA])
    volunteer.join("en")
    page.wait_for_url("**/call/check")
    volunteer.click("#go")
    expect(page.locator("body[data-line=up]")).to_be_visible(timeout=25_000)
    assert len(lost) == 1
    volunteer.wait_until_ready()


def test_a_dialog_need_not_wait_for_its_telephone_code(stack: Stack, page: Page) -> None:
    volunteer = volunteer_at_work(stack, page, [ADA])
    volunteer.come("en")
    held: list[Route] = []
    page.route("**/call/phone", lambda route: held.append(route))
    page.locator("[data-does=audio]").first.click()
    wait_until(lambda: len(held) == 1, "the code is asked for")
    page.locator("#audio [data-close]").click()
    volunteer.press("n")
    volunteer.wait_for_state("talking")

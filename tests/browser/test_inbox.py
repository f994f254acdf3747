"""What a texter does in the inbox, by mouse and by keyboard, against everything running."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.support.browser import fresh_page
from tests.support.simulator import wait_until
from tests.support.stack import Stack, VoterOnList
from tests.support.texter import TexterAtWork, texter_at_work

THREE = [VoterOnList("Ada Example"), VoterOnList("Ben Example"), VoterOnList("Cy Example")]
HELD_TIMES = 60


@pytest.fixture
def start(stack: Stack, page: Page) -> Callable[..., TexterAtWork]:
    """Begins a shift with three voters, or those given, all of them in the list."""

    def begin(voters: list[VoterOnList] = THREE) -> TexterAtWork:
        texter = texter_at_work(stack, page, voters)
        texter.take_batch()
        return texter

    return begin


@pytest.fixture
def written(start: Callable[..., TexterAtWork], page: Page) -> TexterAtWork:
    """A texter who has written to all three; the third one's conversation is open."""
    texter = start()
    write_to_everybody(texter)
    return texter


def write_to_everybody(texter: TexterAtWork) -> None:
    """Send the first text of each conversation, by one action each."""
    page = texter.page
    for voter, on_list in enumerate(THREE):
        expect(page.locator("#thread-title")).to_contain_text(on_list.name)
        expect(page.locator("#send-first")).to_be_focused()
        texter.ready()
        page.keyboard.press("Control+Enter")
        expect(texter.item(voter).locator("..")).not_to_have_attribute("data-standing", "unsent")
    expect(page.locator("#more-voters")).to_be_focused()


def hold(page: Page, key: str) -> None:
    """Hold a key down for as long as a keyboard repeats it sixty times."""
    for _ in range(HELD_TIMES):
        page.keyboard.down(key)
    page.keyboard.up(key)


def order(page: Page) -> list[str]:
    """The list as it stands."""
    names: list[str] = page.locator(".conversation-name").all_inner_texts()
    return names


def texts_sent(texter: TexterAtWork) -> int:
    return sum(len(texter.sent_to(voter)) for voter in range(len(texter.seeded.numbers)))


def test_an_empty_inbox_says_one_thing_and_offers_one(stack: Stack, page: Page) -> None:
    texter_at_work(stack, page, THREE)
    inbox = page.locator("#inbox")
    expect(inbox.locator("p:visible")).to_have_count(1)
    expect(inbox.locator("button:visible, a:visible")).to_have_count(1)
    expect(inbox.get_by_role("button", name="Get 10 more voters")).to_be_visible()


def test_a_first_text_is_one_action_and_the_next_one_is_at_hand(
    start: Callable[..., TexterAtWork], page: Page
) -> None:
    texter = start()
    write_to_everybody(texter)
    assert [len(texter.sent_to(voter)) for voter in range(3)] == [1, 1, 1]


@pytest.mark.parametrize("key", ["Enter", "Control+Enter", "Space"])
def test_a_held_key_sends_exactly_one_text(
    start: Callable[..., TexterAtWork], page: Page, key: str
) -> None:
    texter = start()
    modifier, _, main = key.rpartition("+")
    if modifier:
        page.keyboard.down(modifier)
    hold(page, main)
    if modifier:
        page.keyboard.up(modifier)
    expect(page.locator("#thread-title")).to_contain_text("Ben Example")
    texter.ready()
    assert texts_sent(texter) == 1


def test_a_double_click_sends_exactly_one_text(
    start: Callable[..., TexterAtWork], page: Page
) -> None:
    texter = start()
    page.locator("#send-first").dblclick()
    expect(page.locator("#thread-title")).to_contain_text("Ben Example")
    texter.ready()
    assert texts_sent(texter) == 1


def test_a_text_tells_how_it_fares(start: Callable[..., TexterAtWork], page: Page) -> None:
    texter = start([VoterOnList("Ada Example"), VoterOnList("Lin Example")])
    texter.stack.simulator.voter(texter.seeded.numbers[1], line_type="landline")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#thread-title")).to_contain_text("Lin Example")
    texter.ready()
    page.keyboard.press("Control+Enter")
    delivery = page.locator(".delivery")
    expect(delivery).to_contain_text("Not delivered: This number cannot receive texts.")
    expect(texter.item(1)).to_contain_text("Not delivered")
    texter.open(0)
    expect(delivery).to_contain_text("Delivered")


def test_a_reply_that_arrives_moves_nothing(written: TexterAtWork, page: Page) -> None:
    written.open(1)
    page.locator("#draft").fill("I am still writ")
    before = order(page)
    written.voter_writes(0, "When are the polls open?")
    expect(page.locator("#new-replies")).to_have_text("New replies: 1. Show them")
    expect(written.item(0)).to_contain_text("New reply")
    assert order(page) == before
    expect(page.locator("#draft")).to_be_focused()
    expect(page.locator("#draft")).to_have_value("I am still writ")
    expect(page.locator("#thread-title")).to_contain_text("Ben Example")
    page.locator("#new-replies").click()
    expect(page.locator(".conversation-name").first).to_have_text("Ada Example")
    expect(page.locator("#new-replies")).to_be_hidden()
    expect(page.locator("#thread-title")).to_contain_text("Ben Example")
    expect(page.locator("#draft")).to_have_value("I am still writ")


def test_a_reply_to_the_open_conversation_appears_below_what_is_being_written(
    written: TexterAtWork, page: Page
) -> None:
    written.open(1)
    page.locator("#draft").fill("I am still writ")
    written.voter_writes(1, "Hello? Is somebody there?")
    expect(page.locator(".text.theirs .body")).to_contain_text("Is somebody there?")
    expect(page.locator("#draft")).to_be_focused()
    page.keyboard.type("ing")
    expect(page.locator("#draft")).to_have_value("I am still writing")
    expect(page.locator("#new-replies")).to_be_hidden()


def test_an_answer_is_one_key_and_a_reply_one_more(written: TexterAtWork, page: Page) -> None:
    written.voter_writes(0, "I sure will, dear, like every year")
    written.open(0)
    page.keyboard.press("1")
    expect(page.locator(".answered .given")).to_contain_text("Yes")
    assert written.answers(0) == 1
    page.keyboard.type("Wonderful")
    expect(page.locator("#draft")).to_have_value("Wonderful")
    page.keyboard.press("Control+Enter")
    wait_until(lambda: written.sent_to(0)[1:] == ["Wonderful"], "the reply")


def test_after_a_reply_whoever_waits_is_next(written: TexterAtWork, page: Page) -> None:
    written.voter_writes(0, "Who is this?")
    written.voter_writes(1, "Who is that?")
    written.open(0)
    page.locator("#draft").fill("A neighbor")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#thread-title")).to_contain_text("Ben Example")
    expect(page.locator("#thread-title")).to_be_focused()


def test_a_held_number_records_exactly_one_answer(written: TexterAtWork, page: Page) -> None:
    written.open(0)
    hold(page, "1")
    expect(page.locator(".answered .given")).to_have_count(1)
    expect(page.locator(".current")).to_contain_text("How do you want to vote?")
    assert written.answers(0) == 1


def test_shortcuts_do_nothing_in_a_field_or_while_composing(
    written: TexterAtWork, page: Page
) -> None:
    written.open(0)
    page.locator("#draft").click()
    page.keyboard.type("1/2?")
    expect(page.locator("#draft")).to_have_value("1/2?")
    page.evaluate(
        """() => document.getElementById("draft").dispatchEvent(new KeyboardEvent("keydown", {
          code: "Enter", key: "Enter", ctrlKey: true, isComposing: true, bubbles: true }))"""
    )
    expect(page.locator("dialog[open]")).to_have_count(0)
    page.locator("#draft").blur()
    expect(page.locator("#draft")).to_have_value("1/2?")
    assert written.answers(0) == 0
    assert texts_sent(written) == 3


def test_single_keys_can_be_switched_off(written: TexterAtWork, page: Page) -> None:
    written.open(0)
    page.keyboard.press("Shift+Slash")
    page.get_by_label("Shortcuts of one key").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("1")
    page.keyboard.press("/")
    page.keyboard.type("a")
    expect(page.locator("dialog[open]")).to_have_count(0)
    expect(page.locator("#draft")).to_have_value("")
    assert written.answers(0) == 0


def test_keys_are_known_by_their_place_on_the_keyboard(written: TexterAtWork, page: Page) -> None:
    written.open(0)
    page.evaluate(
        """() => document.activeElement.dispatchEvent(new KeyboardEvent("keydown", {
          code: "Digit1", key: "۱", bubbles: true }))"""
    )
    expect(page.locator(".answered .given")).to_have_count(1)


def test_a_send_that_fails_stays_and_keeps_the_draft(written: TexterAtWork, page: Page) -> None:
    written.voter_writes(1, "Who is that?")
    written.open(0)
    page.locator("#draft").fill("A neighbor")
    page.route("**/reply", lambda route: route.abort())
    page.keyboard.press("Control+Enter")
    expect(page.locator("#trouble")).to_contain_text("No connection")
    expect(page.locator("#thread-title")).to_contain_text("Ada Example")
    expect(page.locator("#draft")).to_be_focused()
    page.reload()
    expect(page.locator("#draft")).to_have_value("A neighbor")
    page.unroute("**/reply")
    written.ready()
    page.keyboard.press("Control+Enter")
    wait_until(lambda: written.sent_to(0)[1:] == ["A neighbor"], "the reply")


def test_a_reply_whose_answer_was_lost_is_not_sent_twice(written: TexterAtWork, page: Page) -> None:
    written.open(0)
    page.locator("#draft").fill("A neighbor")
    page.route("**/reply", lose_the_answer)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#trouble")).not_to_be_empty()
    page.unroute("**/reply")
    page.reload()
    expect(page.locator("#draft")).to_have_value("A neighbor")
    written.ready()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#draft")).to_have_value("")
    assert written.sent_to(0)[1:] == ["A neighbor"]


def test_words_changed_after_a_lost_answer_are_a_text_of_their_own(
    written: TexterAtWork, page: Page
) -> None:
    written.open(0)
    page.locator("#draft").fill("A neighbor")
    page.route("**/reply", lose_the_answer)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#trouble")).to_contain_text("No connection")
    page.unroute("**/reply")
    page.locator("#draft").fill("A friend")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#trouble")).to_contain_text("earlier text had been sent")
    expect(page.locator("#draft")).to_have_value("A friend")
    page.keyboard.press("Control+Enter")
    wait_until(lambda: written.sent_to(0)[1:] == ["A neighbor", "A friend"], "both")


def test_a_reply_goes_to_whom_it_was_written_though_another_is_opened_meanwhile(
    written: TexterAtWork, page: Page
) -> None:
    written.open(0)
    held: list[Route] = []
    page.route("**/draft", lambda route: held.append(route))
    page.locator("#draft").fill("Dear Ada,")
    with page.expect_request("**/draft"):
        page.keyboard.press("Control+Enter")
    written.open(1)
    held[0].continue_()
    wait_until(lambda: written.sent_to(0)[1:] == ["Dear Ada,"], "the reply")
    assert written.sent_to(1)[1:] == []


def test_what_is_typed_while_a_reply_is_sent_stays(written: TexterAtWork, page: Page) -> None:
    written.open(0)
    held: list[Route] = []
    page.route("**/reply", lambda route: held.append(route))
    page.locator("#draft").fill("A neighbor")
    with page.expect_request("**/reply"):
        page.keyboard.press("Control+Enter")
    page.locator("#draft").press_sequentially(" And a friend")
    held[0].continue_()
    expect(page.locator("#draft")).to_have_value("And a friend")
    page.reload()
    expect(page.locator("#draft")).to_have_value("And a friend")
    assert written.sent_to(0)[1:] == ["A neighbor"]


def test_an_opt_out_is_of_whom_it_was_asked_about(written: TexterAtWork, page: Page) -> None:
    written.open(0)
    held: list[Route] = []
    page.route(f"**/conversations/{written.conversation_id(1)}", lambda route: held.append(route))
    with page.expect_request("**/conversations/*"):
        written.item(1).click()
    page.keyboard.press("Alt+o")
    expect(page.locator("#confirm-opt-out")).to_be_visible()
    held[0].continue_()
    expect(page.locator("#thread-title")).to_contain_text("Ben Example")
    page.keyboard.press("Enter")
    ada, ben = (written.item(voter).locator("..") for voter in (0, 1))
    expect(ada).to_have_attribute("data-standing", "opted out")
    expect(ben).not_to_have_attribute("data-standing", "opted out")


def test_a_texter_who_has_finished_goes_on_by_one_press(written: TexterAtWork, page: Page) -> None:
    page.locator("[data-do=help]").click()
    page.get_by_role("button", name="Finish for today").click()
    page.get_by_role("button", name="Go on after all").click()
    expect(page.locator("#more-voters")).to_be_focused()


def lose_the_answer(route: Route) -> None:
    """The server does what was asked, and the page never hears of it."""
    route.fetch()
    route.abort()


def test_a_draft_is_there_on_another_device(
    written: TexterAtWork, page: Page, browser: Browser
) -> None:
    written.open(0)
    with page.expect_response("**/draft"):
        page.locator("#draft").fill("Dear Ada,")
    expect(page.locator("#size")).to_have_text("1 segment, 9 characters")
    with fresh_page(browser) as other:
        other.goto(f"{written.stack.base_url}/back/{written.return_code}")
        other.locator(f"#conversation-{written.conversation_id(0)} a").click()
        expect(other.locator("#thread-title")).to_contain_text("Ada Example")
        expect(other.locator("#draft")).to_have_value("Dear Ada,")


def test_an_opt_out_is_two_actions(written: TexterAtWork, page: Page) -> None:
    written.open(0)
    page.locator("#draft").focus()
    page.keyboard.press("Alt+o")
    expect(page.get_by_role("dialog", name="Never contact this person again?")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("#closed-words")).to_be_focused()
    expect(page.locator("#closed-words")).to_contain_text("asked not to be contacted")
    expect(page.locator("#draft")).to_have_count(0)
    expect(written.item(0)).to_contain_text("Opted out")


def test_stop_shuts_the_open_conversation_at_once(written: TexterAtWork, page: Page) -> None:
    written.open(0)
    page.locator("#draft").fill("And one more th")
    written.voter_writes(0, "STOP")
    expect(page.locator("#closed-words")).to_be_visible()
    expect(page.locator("#draft")).to_have_count(0)
    assert page.evaluate("document.activeElement !== document.body")


def test_an_ambiguous_reply_blocks_sending_until_a_person_decides(
    written: TexterAtWork, page: Page
) -> None:
    written.open(0)
    page.locator("#draft").fill("And one more th")
    written.voter_writes(0, "We have got to STOP this bill")
    expect(page.locator(".decision")).to_be_visible()
    page.keyboard.press("Control+Enter")
    page.get_by_role("button", name="No: go on").click()
    expect(page.locator("#draft")).to_have_value("And one more th")
    assert len(written.sent_to(0)) == 1


def test_an_answer_read_from_a_reply_is_corrected_by_one_key(
    written: TexterAtWork, page: Page
) -> None:
    written.voter_writes(0, "yes")
    written.open(0)
    expect(page.locator(".read-as")).to_contain_text("Read from the reply: Yes")
    page.keyboard.press("Backspace")
    expect(page.locator(".current")).to_contain_text("Do you plan to vote this year?")
    expect(page.locator(".read-as")).to_have_count(0)
    assert written.answers(0) == 0


def test_a_prepared_reply_is_found_and_put_in_by_the_keyboard(
    written: TexterAtWork, page: Page
) -> None:
    written.open(0)
    page.keyboard.press("/")
    expect(page.get_by_label("Search")).to_be_focused()
    page.keyboard.type("polling")
    expect(page.locator("#prepared-list li:visible")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator("#draft")).to_be_focused()
    expect(page.locator("#draft")).to_have_value(
        "You can look up your polling place at vote.example."
    )
    page.keyboard.press("Control+Enter")
    wait_until(lambda: len(written.sent_to(0)) == 2, "the reply")


def test_the_next_question_is_put_in_as_the_voter_reads_it(stack: Stack, page: Page) -> None:
    texter = texter_at_work(stack, page, [VoterOnList("Hoa Nguyễn", "vi")])
    texter.take_batch()
    page.locator("#send-first").click()
    expect(page.locator("#draft")).to_be_visible()
    texter.voter_writes(0, "1")
    page.locator(".suggestion", has_text="Quý vị muốn bầu bằng cách nào?").get_by_role(
        "button"
    ).click()
    expect(page.locator("#draft")).to_have_value(
        "Quý vị muốn bầu bằng cách nào?\n1 Qua thư\n2 Bầu sớm, trực tiếp\n3 Vào ngày bầu cử"
    )


def test_conversations_are_walked_through_by_the_keyboard(
    written: TexterAtWork, page: Page
) -> None:
    written.open(0)
    page.locator("#draft").focus()
    page.keyboard.press("Alt+j")
    expect(page.locator("#thread-title")).to_contain_text("Ben Example")
    written.ready()
    page.keyboard.press("Alt+k")
    expect(page.locator("#thread-title")).to_contain_text("Ada Example")
    expect(page.locator("#thread-title")).to_be_focused()


def test_an_answer_given_offline_is_saved_when_the_connection_is_back(
    written: TexterAtWork, page: Page
) -> None:
    written.open(0)
    page.context.set_offline(True)
    expect(page.locator("#offline")).to_be_visible(timeout=2_000)
    page.keyboard.press("1")
    expect(page.locator("#trouble")).to_contain_text("the answer is kept here")
    assert written.answers(0) == 0
    page.context.set_offline(False)
    expect(page.locator("#offline")).to_be_hidden()
    expect(page.locator(".answered .given")).to_have_count(1)
    expect(page.locator("#trouble")).to_be_empty()
    assert written.answers(0) == 1


def test_a_kept_answer_survives_a_server_in_trouble_and_is_posted_by_one_run_at_a_time(
    written: TexterAtWork, page: Page
) -> None:
    posts: list[int] = []

    def fail_at_first(route: Route) -> None:
        posts.append(written.answers(0))
        if len(posts) == 1:
            route.fulfill(status=500, json={"error": "Something went wrong."})
        else:
            route.continue_()

    written.open(0)
    page.context.set_offline(True)
    expect(page.locator("#offline")).to_be_visible(timeout=2_000)
    page.keyboard.press("1")
    expect(page.locator("#trouble")).to_contain_text("the answer is kept here")
    page.route("**/answer", fail_at_first)
    page.context.set_offline(False)
    expect(page.locator(".answered .given")).to_have_count(1)
    assert (posts, written.answers(0)) == ([0, 0], 1)


def test_a_wrong_number_is_two_actions(written: TexterAtWork, page: Page) -> None:
    written.open(0)
    page.get_by_role("button", name="Wrong number").click()
    page.get_by_role("dialog").get_by_role("button", name="Wrong number").click()
    expect(page.locator("#closed-words")).to_contain_text("This conversation is done.")
    written.open(0)
    expect(page.locator("#draft")).to_have_count(0)


def test_by_keys_a_deed_is_taken_back_the_unread_found_and_a_conversation_handed_on(
    written: TexterAtWork, page: Page
) -> None:
    written.open(2)
    page.keyboard.press("Alt+KeyW")
    page.keyboard.press("Enter")
    expect(page.locator("#closed-words")).to_be_visible()
    page.locator("#toasts button").click()
    expect(page.locator("#draft")).to_be_visible()
    written.voter_writes(0, "When does it open?")
    expect(written.item(0)).to_contain_text("New reply")
    page.keyboard.press("Alt+KeyU")
    expect(page.locator("#thread-title")).to_contain_text("Ada Example")
    written.ready()
    page.keyboard.press("Alt+KeyG")
    page.locator("[data-do=hand-to-language]").first.click()
    expect(written.item(0)).to_have_count(0)
    page.locator("#find").fill("cy")
    expect(page.locator(".conversation-name")).to_have_text(["Cy Example"])


def test_by_keys_a_conversation_is_tagged_and_skipped_and_who_else_is_there_is_seen(
    written: TexterAtWork, page: Page, browser: Browser
) -> None:
    hoa = written.joined_by("Hoa Example", ["en"])
    written.write_tags("Needs a ride", "Yard sign")
    written.voter_writes(0, "Who is this?")
    written.come()
    written.open(0)
    page.keyboard.press("Shift+Digit2")
    expect(page.locator(".tag[aria-pressed=true]")).to_contain_text("Yard sign")
    page.locator("#of-tag").select_option(label="Yard sign")
    expect(page.locator(".conversation-name")).to_have_text(["Ada Example"])
    page.locator("#of-tag").select_option(index=0)
    page.locator("#thread-title").focus()
    page.keyboard.press("Alt+KeyS")
    expect(page.locator("#toasts")).to_contain_text("Skipped")
    expect(written.item(0)).to_have_count(0)
    with fresh_page(browser) as other:
        other.goto(f"{written.stack.base_url}/back/{hoa}")
        other.locator("#more-voters").click()
        expect(other.locator("#thread-title")).to_contain_text("Ada Example")
        page.goto(f"{written.stack.base_url}/inbox?open={written.conversation_id(0)}")
        expect(page.locator(".elsewhere")).to_contain_text("Hoa Example has this conversation")
        expect(page.locator("#company")).to_contain_text("Hoa Example is here too")
        other.locator("#draft").press_sequentially("A neighbor")
        expect(page.locator("#company")).to_contain_text("replying", timeout=2_000)
        page.locator("#draft").fill("A friend")
        other.keyboard.press("Control+Enter")
        wait_until(lambda: written.sent_to(0)[1:] == ["A neighbor"], "Hoa's reply")
        page.keyboard.press("Control+Enter")
        expect(page.locator("#confirm-anyway")).to_be_visible()
        expect(page.locator(".texts")).to_contain_text("A neighbor")
        page.keyboard.press("Enter")
        expect(page.locator("#draft")).to_have_value("A friend")
    assert written.sent_to(0)[1:] == ["A neighbor"]

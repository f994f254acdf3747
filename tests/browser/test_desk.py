"""What a coordinator does at the desk, from the first script to the last answer, in a browser."""

import csv
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from phonebank.domain.survey import AnswerDoor
from phonebank.services import planning
from phonebank.services.surveying import Answering, record_answer, survey_of
from tests.support.coordinator import CoordinatorAtWork
from tests.support.stack import Stack, VoterOnList

VOTERS = [VoterOnList("Ada Example"), VoterOnList("Hoa Nguyễn", "vi")]
LOOK_MILLISECONDS = 2_000


@pytest.fixture
def at_work(stack: Stack, page: Page) -> CoordinatorAtWork:
    """A coordinator whose shift runs, at its page."""
    work = CoordinatorAtWork(stack, page, stack.seed_shift(VOTERS))
    work.come()
    work.open_shift()
    return work


@pytest.fixture
def beginner(stack: Stack, page: Page) -> CoordinatorAtWork:
    """A coordinator whose shift is planned, signed in at the first page."""
    work = CoordinatorAtWork(stack, page, stack.seed_shift(VOTERS, launched=False))
    work.come()
    return work


@pytest.fixture
def without_scripts(browser: Browser) -> Iterator[Page]:
    """A page in which no JavaScript runs."""
    context = browser.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()


def write(page: Page, field: str, **words: str) -> None:
    """Fill in one text in several languages, each shown in turn beside the source."""
    for tag, text in words.items():
        beside = page.locator(f"[data-beside][value={tag}]")
        if beside.count():
            beside.check()
        page.locator(f"#{field}-{tag}").fill(text)


def test_from_the_first_word_to_a_launched_shift_in_three_languages(
    beginner: CoordinatorAtWork, page: Page
) -> None:
    beginner.open("/campaigns/new")
    page.get_by_label("What it is about").fill("Runoff")
    page.get_by_label("The name that voters know you by").fill("Sample Neighbors")
    page.locator("input[value=vi]").check()
    page.locator("input[value=ur]").check()
    page.get_by_role("button", name="Go on to the script").click()
    page.get_by_label("Name of the script").fill("Two questions")
    write(page, "opening", en="Hello!", vi="Xin chào!", ur="السلام علیکم!")
    write(page, "question-1-text", en="Will you vote?", vi="Quý vị có bỏ phiếu không?")
    write(page, "question-1-answer-1-text", en="Yes", vi="Có", ur="ہاں")
    write(page, "question-1-answer-2-text", en="No", vi="Không", ur="نہیں")
    page.get_by_role("button", name="Add a question").click()
    expect(page.locator("#question-2-text-en")).to_be_focused()
    page.keyboard.type("How?")
    write(page, "question-2-text", vi="Bằng cách nào?", ur="کیسے؟")
    write(page, "question-2-answer-1-text", en="By mail", vi="Qua thư", ur="ڈاک سے")
    write(page, "question-2-answer-2-text", en="In person", vi="Trực tiếp", ur="خود جا کر")
    page.locator("#question-1-answer-2-then").select_option(label="the survey ends")
    expect(page.locator("[data-missing=ur]")).to_have_text("1")
    page.get_by_role("button", name="Save the script").click()
    expect(page.get_by_role("status").filter(has_text="Saved.")).to_be_visible()
    page.get_by_role("link", name="Plan a shift").click()
    page.get_by_label("Name of the shift").fill("Runoff calls")
    page.locator("#call_script").select_option(label="Two questions · Runoff")
    for tag in ("en", "vi", "ur"):
        page.locator(f"input[value={tag}]").check()
    page.get_by_role("button", name="Plan the shift").click()
    expect(page.locator("#tasks")).to_contain_text("Urdu: 1 text is missing")
    expect(page.locator("#launch")).to_have_count(0)
    shift = page.url
    page.locator("#tasks a[href*='beside=ur']").click()
    expect(page.locator("#question-1-text-ur")).to_be_focused()
    page.keyboard.type("کیا آپ ووٹ دیں گے؟")
    page.get_by_role("button", name="Save the script").click()
    expect(page.get_by_role("status").filter(has_text="Saved.")).to_be_visible()
    page.goto(shift)
    page.get_by_role("button", name="Launch").dblclick()
    expect(page.locator(".control-state")).to_contain_text("Running")
    expect(page.locator("#figure-waiting")).to_have_text("2")


def test_the_join_link_is_copied_by_one_press(at_work: CoordinatorAtWork, page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy the link").click()
    expect(page.locator("#toasts")).to_contain_text("Copied.")
    assert page.evaluate("navigator.clipboard.readText()") == at_work.seeded.join_url


def test_a_caller_appears_as_they_join_and_nothing_moves_under_ones_hands(
    at_work: CoordinatorAtWork, page: Page
) -> None:
    page.locator("#pause").focus()
    at_work.somebody_joins("Val Example")
    caller = page.locator("#callers tbody tr")
    expect(caller).to_contain_text("Val Example", timeout=LOOK_MILLISECONDS)
    expect(caller).to_contain_text("Joined")
    expect(page.locator("#pause")).to_be_focused()
    caller_id = at_work.somebody_joins("Wes Example")
    expect(page.locator(f"#caller-{caller_id}")).to_be_visible(timeout=LOOK_MILLISECONDS)


def test_an_answer_appears_as_it_is_given(at_work: CoordinatorAtWork, page: Page) -> None:
    answer(at_work)
    expect(page.locator("#figure-answers")).to_have_text("1", timeout=LOOK_MILLISECONDS)
    first = page.locator(".bars li").first
    expect(first).to_contain_text("1")
    expect(first).to_contain_text("100 %")


def test_pausing_is_one_action_and_ending_two(at_work: CoordinatorAtWork, page: Page) -> None:
    page.locator("#pause").click()
    expect(page.locator(".control-state")).to_contain_text("Paused")
    assert at_work.state() == "paused"
    page.locator("#resume").click()
    expect(page.locator(".control-state")).to_contain_text("Running")
    page.locator("#end").click()
    dialog = page.get_by_role("dialog", name="End the shift for good?")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    assert at_work.state() == "running"
    page.locator("#end").click()
    dialog.get_by_role("button", name="End the shift").click()
    expect(page.locator(".control-state")).to_contain_text("Ended")
    assert at_work.state() == "ended"


def test_what_another_coordinator_does_is_seen_at_once(
    at_work: CoordinatorAtWork, page: Page
) -> None:
    seeded, app = at_work.seeded, at_work.stack.app
    with app.database.transaction() as session:
        planning.pause(session, seeded.organisation_id, seeded.shift_id, app.clock(), "member 1")
    expect(page.locator(".control-state")).to_contain_text("Paused", timeout=LOOK_MILLISECONDS)
    expect(page.locator("#resume")).to_be_visible()
    expect(page.locator("#pause")).to_have_count(0)


def test_focus_is_never_lost_with_the_button_that_had_it(
    at_work: CoordinatorAtWork, page: Page
) -> None:
    page.locator("#pause").focus()
    seeded, app = at_work.seeded, at_work.stack.app
    with app.database.transaction() as session:
        planning.pause(session, seeded.organisation_id, seeded.shift_id, app.clock(), "member 1")
    expect(page.locator("#resume")).to_be_visible()
    expect(page.locator("#shift-name")).to_be_focused()


def test_a_lost_connection_is_told_and_comes_back(at_work: CoordinatorAtWork, page: Page) -> None:
    expect(page.locator("#offline")).to_be_hidden()
    page.route("**/now", lambda route: route.abort())
    page.context.set_offline(True)
    expect(page.locator("#offline")).to_be_visible()
    page.unroute("**/now")
    page.context.set_offline(False)
    at_work.somebody_joins("Val Example")
    expect(page.locator("#offline")).to_be_hidden()
    expect(page.locator("#callers tbody tr")).to_contain_text("Val Example")


def test_the_answers_are_downloaded(at_work: CoordinatorAtWork, page: Page) -> None:
    answer(at_work)
    with page.expect_download() as download:
        page.locator("#download").click()
    with download.value.path().open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["First name"] for row in rows] == ["Ada"]
    assert download.value.suggested_filename == f"answers-of-shift-{at_work.seeded.shift_id}.csv"


def test_a_shift_is_run_by_the_keyboard_alone(beginner: CoordinatorAtWork, page: Page) -> None:
    press(page, "See whether it is ready")
    expect(page.locator("#launch")).to_be_visible()
    press(page, "Launch")
    expect(page.locator(".control-state")).to_contain_text("Running")
    press(page, "Pause")
    expect(page.locator(".control-state")).to_contain_text("Paused")
    press(page, "End the shift")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator(".control-state")).to_contain_text("Ended")


def press(page: Page, name: str) -> None:
    """Go from thing to thing by Tab until one has this name, and press Enter."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == name:
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"{name} is not reached by Tab")


def test_enter_in_a_field_saves_and_takes_nothing_away(
    beginner: CoordinatorAtWork, page: Page
) -> None:
    beginner.open(f"/scripts/new?campaign={beginner.seeded.campaign_id}")
    page.locator("#question-1-answer-1-text-en").fill("Yes")
    page.keyboard.press("Enter")
    expect(page.locator("#problem")).to_have_text("Please give the call script a name.")
    expect(page.locator("#name")).to_be_focused()
    expect(page.locator("#question-1-answer-1-text-en")).to_have_value("Yes")


def test_a_form_that_cannot_reach_the_server_keeps_what_was_typed(
    beginner: CoordinatorAtWork, page: Page
) -> None:
    beginner.open(f"/scripts/new?campaign={beginner.seeded.campaign_id}")
    page.locator("#opening-en").fill("Hello")
    page.route("**/scripts/new", lambda route: route.abort())
    page.get_by_role("button", name="Add a question").click()
    expect(page.locator("#toasts")).to_contain_text("No connection: nothing was changed.")
    expect(page.locator("#opening-en")).to_have_value("Hello")
    expect(page.locator("#unsaved")).to_have_text("Not saved yet")


def test_everything_works_without_javascript(
    beginner: CoordinatorAtWork, without_scripts: Page
) -> None:
    work = CoordinatorAtWork(beginner.stack, without_scripts, beginner.seeded)
    page = without_scripts
    work.come()
    work.open(f"/scripts/new?campaign={work.seeded.campaign_id}")
    page.locator("#name").fill("Plain")
    page.locator("#opening-vi").fill("Xin chào")
    page.locator("#add-question").click()
    expect(page.locator("#question-2-text-en")).to_be_focused()
    expect(page.locator("#opening-vi")).to_have_value("Xin chào")
    page.locator("#save").click()
    expect(page.get_by_role("status").filter(has_text="Saved.")).to_be_visible()
    work.open(f"/shifts/{work.seeded.shift_id}")
    page.locator("#launch").click()
    page.locator("#end").click()
    page.locator("main button.danger").click()
    expect(page.locator(".control-state")).to_contain_text("Ended")


def test_the_browsers_time_zone_is_the_coordinators(
    beginner: CoordinatorAtWork, browser: Browser
) -> None:
    context = browser.new_context(timezone_id="Asia/Karachi")
    work = CoordinatorAtWork(beginner.stack, context.new_page(), beginner.seeded)
    work.come()
    work.open("/shifts/new")
    expect(work.page.locator("#zone")).to_have_value("Asia/Karachi")
    context.close()


def test_a_shift_of_several_days_says_on_which_it_ends(
    at_work: CoordinatorAtWork, page: Page
) -> None:
    seeded = at_work.seeded
    with at_work.stack.app.database.transaction() as session:
        shift = planning.shift_of(session, seeded.organisation_id, seeded.shift_id)
        shift.starts_at = datetime(2026, 10, 20, 22, 30, tzinfo=UTC)
        shift.ends_at = shift.starts_at + timedelta(days=4)
    for place in (f"{at_work.stack.base_url}/desk/shifts/{seeded.shift_id}", seeded.join_url):
        page.goto(place)
        expect(page.locator(".when")).to_contain_text(re.compile(r"20.*–.*Oct 24", re.DOTALL))


def test_what_is_typed_while_a_form_changes_is_not_lost_with_the_old_one(
    beginner: CoordinatorAtWork, page: Page
) -> None:
    beginner.open(f"/scripts/new?campaign={beginner.seeded.campaign_id}")
    held: list[Route] = []
    page.route("**/scripts/new", lambda route: held.append(route))
    with page.expect_request("**/scripts/new"):
        page.locator("#add-question").click()
    expect(page.locator("#script")).to_have_attribute("inert", "")
    held[0].continue_()
    expect(page.locator("#question-2-text-en")).to_be_focused()
    expect(page.locator("#script")).not_to_have_attribute("inert", "")


def answer(at_work: CoordinatorAtWork) -> None:
    """The first voter answers the first question."""
    seeded, app = at_work.seeded, at_work.stack.app
    with app.database.transaction() as session:
        shift = planning.shift_of(session, seeded.organisation_id, seeded.shift_id)
        question = survey_of(session, shift.call_script_id)[0]
        answering = Answering(shift, seeded.voter_ids[0], "en", AnswerDoor.CALLER)
        record_answer(session, answering, question.id, question.choices[0].id, app.clock())


def test_what_is_missing_is_marked_only_where_a_text_has_been_begun(
    beginner: CoordinatorAtWork, page: Page
) -> None:
    beginner.open(f"/scripts/new?campaign={beginner.seeded.campaign_id}")
    expect(page.locator(".missing:visible")).to_have_count(0)
    page.locator("#opening-en").fill("Hello")
    expect(page.locator(".missing:visible")).to_have_count(1)
    expect(page.locator("[data-missing=vi]")).to_have_text("1")
    page.locator("#opening-es-US").fill("Hola")
    expect(page.locator(".missing:visible")).to_have_count(0)

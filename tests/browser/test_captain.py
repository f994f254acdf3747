"""A captain and two volunteers in one shift: who hears whom, and who is told what."""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, ViewportSize, expect
from sqlalchemy import func, select

from phonebank.domain.caller import Caller
from tests.support.axe import violations
from tests.support.browser import fresh_page, hums, notes_heard, screenshot
from tests.support.coordinator import CoordinatorAtWork
from tests.support.simulator import wait_until
from tests.support.stack import Stack, VoterOnList
from tests.support.volunteer import VolunteerAtWork, volunteer_at_work

ADA_HZ, VAL_HZ, HOA_HZ, CAPTAIN_HZ = 1240, 700, 1500, 1900
NOTES = (ADA_HZ, VAL_HZ, HOA_HZ, CAPTAIN_HZ)
STREAM = "phonebankLine.remoteStream"
NARROW: ViewportSize = {"width": 360, "height": 740}
TOLD_MILLISECONDS = 2_000
FRAMES = 15
SHORT_SECONDS = 12
"""The Voice SDK asks for another token ten seconds before one runs out."""


@dataclass
class Team:
    """Val, who speaks English, Hoa, who speaks Vietnamese too, and their captain."""

    stack: Stack
    val: VolunteerAtWork
    hoa: VolunteerAtWork
    captain: CoordinatorAtWork

    def row(self, name: str) -> Locator:
        """A caller's row on the captain's page."""
        return self.captain.page.locator(".callers tbody tr", has_text=name)

    def does(self, name: str, button: str) -> None:
        """A press in the menu of a caller's row: two actions."""
        self.row(name).locator("summary").click()
        self.row(name).get_by_role("button", name=button, exact=True).click()

    def hear(self, page: Page, *hz: int) -> None:
        """Wait until exactly these of our notes are heard on a page's line."""

        expect(page.locator("body[data-line=up]")).to_be_visible(timeout=20_000)
        found: list[set[int]] = []

        def as_wanted() -> bool:
            found.append(notes_heard(page, STREAM, NOTES))
            return found[-1] == set(hz)

        try:
            wait_until(as_wanted, "the notes", 20)
        except AssertionError as error:
            raise AssertionError(f"{set(hz)} were not heard; what was: {found[-4:]}") from error

    def voter_heard(self, hz: int) -> int:
        """How many frames the voter of Val's first call has heard of a note above the others."""
        line = self.val.calls()[0].carrier_sid
        heard = self.stack.simulator.get(f"heard/{line}")
        return sum(frames for each, frames in heard.items() if abs(int(each) - hz) <= 50)

    def voter_hears(self, hz: int) -> None:
        """Wait until the voter hears a note above the others."""
        before = self.voter_heard(hz)
        wait_until(lambda: self.voter_heard(hz) > before + FRAMES, f"the voter hears {hz} Hz", 20)


@contextmanager
def team(stack: Stack, browser: Browser, *voters: VoterOnList) -> Iterator[Team]:
    """The team at work: Val talks to the first voter, Hoa is free, the captain watches."""
    with ExitStack() as pages:
        val_page, hoa_page, captain_page = (
            pages.enter_context(fresh_page(browser)) for _ in range(3)
        )
        for page, hz in ((val_page, VAL_HZ), (hoa_page, HOA_HZ), (captain_page, CAPTAIN_HZ)):
            hums(page, hz)
        val = volunteer_at_work(stack, val_page, voters)
        hoa = VolunteerAtWork(stack, hoa_page, val.seeded)
        come(val, "Val Example", "en")
        come(hoa, "Hoa Example", "en", "vi")
        val.call()
        captain = CoordinatorAtWork(stack, captain_page, val.seeded)
        captain.come()
        with captain_page.expect_request("**/events"):
            captain.open(f"/shifts/{val.seeded.shift_id}/live")
        yield Team(stack, val, hoa, captain)


def come(volunteer: VolunteerAtWork, name: str, *languages: str) -> None:
    volunteer.join(*languages, name=name)
    volunteer.page.wait_for_url("**/call/check")
    volunteer.click("#go")
    volunteer.wait_until_ready()


def test_a_captain_listens_whispers_joins_and_takes_over_and_each_hears_what_they_should(
    stack: Stack, browser: Browser
) -> None:
    with team(stack, browser, VoterOnList("Ada Example", hears_hz=ADA_HZ)) as at_work:
        page, val = at_work.captain.page, at_work.val
        expect(at_work.row("Val")).to_have_attribute("data-state", "talking")
        expect(at_work.row("Val")).to_contain_text("English")
        expect(at_work.row("Hoa")).to_have_attribute("data-state", "ready")

        at_work.row("Val").get_by_role("button", name="Listen", exact=True).click()
        at_work.hear(page, ADA_HZ, VAL_HZ)
        at_work.hear(val.page, ADA_HZ)
        expect(val.page.locator("#supervised")).to_contain_text("Your captain listens")
        assert violations(page) == []
        screenshot(page, "captain-1280-listening")

        at_work.captain.page.locator("#with [data-with=whisper]").click()
        val.press("m")
        at_work.hear(val.page, ADA_HZ, CAPTAIN_HZ)
        expect(val.page.locator("#supervised")).to_contain_text("speaks to you alone")
        assert at_work.voter_heard(CAPTAIN_HZ) == 0
        val.press("m")

        page.locator("#with [data-with=join]").click()
        expect(val.page.locator("#supervised")).to_contain_text("in the call")
        val.press("m")
        at_work.voter_hears(CAPTAIN_HZ)
        val.press("m")

        page.locator("#with [data-with='take-over']").click()
        at_work.voter_hears(CAPTAIN_HZ)
        at_work.hear(page, ADA_HZ)
        page.locator("#leave").click()
        expect(page.locator("#with")).to_be_hidden()
        at_work.voter_hears(VAL_HZ)
        expect(val.page.locator("#supervised")).to_be_hidden()
        assert val.line_of(val.calls()[0])["status"] == "in-progress"


def test_a_call_is_handed_over_warm_to_whoever_speaks_the_language(
    stack: Stack, browser: Browser
) -> None:
    with team(stack, browser, VoterOnList("Ada Example", hears_hz=ADA_HZ)) as at_work:
        val, hoa = at_work.val, at_work.hoa
        val.answer(1, 1)
        val.press("5")
        val.click("#ask-language [data-language=vi]")
        val.click("#ask-hand-over [data-choice=now]")
        hoa.wait_for_state("talking")
        expect(hoa.page.locator("#voter-name")).to_have_text("Ada Example")
        expect(hoa.page.locator(".choice[aria-pressed=true]")).to_have_count(1)
        expect(val.stage).to_contain_text("are on the line")
        at_work.hear(hoa.page, ADA_HZ, VAL_HZ)
        at_work.hear(val.page, ADA_HZ, HOA_HZ)
        screenshot(val.page, "caller-guest")
        assert violations(val.page) == []
        expect(at_work.row("Val")).to_have_attribute("data-state", "handing over")
        val.press("l")
        at_work.hear(hoa.page, ADA_HZ)
        wait_until(lambda: state_of(at_work, "Val") == "ready", "Val is free again")
        at_work.hear(val.page)
        hoa.press("8")
        val.wait_for_calls("reached")


def state_of(at_work: Team, name: str) -> str | None:
    """What the captain sees a caller do."""
    return at_work.row(name).get_attribute("data-state")


def test_help_and_messages_arrive_at_once_and_callers_are_directed_in_two_actions(
    stack: Stack, browser: Browser
) -> None:
    voters = [VoterOnList("Ada Example"), VoterOnList("Ben Example", "so")]
    with team(stack, browser, *voters) as at_work:
        page, val = at_work.captain.page, at_work.val
        val.press("h")
        screenshot(val.page, "caller-help")
        assert violations(val.page) == []
        val.click("#ask-help [data-reason='voter upset']")
        expect(at_work.row("Val")).to_contain_text("The voter is upset", timeout=TOLD_MILLISECONDS)
        expect(page.locator("#announce")).to_contain_text("Val Example")
        at_work.row("Val").get_by_role("button", name="Helped").click()
        expect(val.page.locator("#raise-hand")).to_have_attribute("aria-pressed", "false")

        page.locator("#text").fill("Ten minutes left")
        page.locator("#tell button").click()
        for volunteer in (val, at_work.hoa):
            told = volunteer.page.locator("#messages")
            expect(told).to_contain_text("Ten minutes left", timeout=TOLD_MILLISECONDS)
        val.page.locator("#messages button").click()
        expect(val.page.locator("#messages")).to_be_hidden()

        at_work.does("Hoa", "Pause")
        expect(at_work.hoa.stage).to_contain_text("paused your calls", timeout=TOLD_MILLISECONDS)
        at_work.does("Hoa", "Let them go on")
        expect(at_work.hoa.stage).not_to_contain_text("paused", timeout=TOLD_MILLISECONDS)

        at_work.does("Val", "Remove after this call")
        expect(at_work.row("Val")).to_contain_text("done after this call")
        screenshot(page, "captain-1280")
        assert violations(page) == []
        val.press("6")
        expect(val.stage).to_contain_text("Your calls on this shift are over")
        page.set_viewport_size(NARROW)
        screenshot(page, "captain-360")
        assert sideways(page) <= 0
        page.locator(".bar-links .menu summary").click()
        page.locator("button[name=language][value=ur]").click()
        expect(page.locator("html")).to_have_attribute("dir", "rtl")
        screenshot(page, "captain-360-ur")
        assert violations(page) == []
        assert sideways(page) <= 0


def sideways(page: Page) -> int:
    """By how many pixels a page scrolls sideways."""
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    return int(page.evaluate(wide))


def test_a_phone_takes_the_place_of_the_computer_and_the_voter_stays(
    stack: Stack, page: Page
) -> None:
    phone, ring = next(stack._theirs), 620
    stack.simulator.post("voters", [{"number": phone, "temper": "talks", "hears_hz": ring}])
    val = volunteer_at_work(stack, page, [VoterOnList("Ada Example", hears_hz=ADA_HZ)])
    val.come("en")
    val.call()
    call = val.calls()[0]
    page.evaluate("phonebankLine.localStream.getAudioTracks()[0].dispatchEvent(new Event('ended'))")
    expect(page.locator("#banner")).to_contain_text("Your microphone is gone")
    page.locator("#banner-audio").click()
    expect(page.locator("#phone-code")).not_to_be_empty()
    screenshot(page, "caller-sound")
    assert violations(page) == []
    code = page.locator("#phone-code").inner_text().replace(" ", "")
    stack.simulator.post(
        "inbound-call", {"from": phone, "to": val.seeded.our_number, "keys": ["*", code]}
    )
    expect(page.locator("#toasts")).to_contain_text("by your phone", timeout=20_000)

    def voter_heard(hz: int) -> int:
        heard = stack.simulator.get(f"heard/{call.carrier_sid}")
        return sum(frames for each, frames in heard.items() if abs(int(each) - hz) <= 50)

    wait_until(lambda: voter_heard(ring) > FRAMES, "the voter hears the phone", 20)
    expect(page.locator("body[data-line=down]")).to_be_visible()
    assert len(val.own_lines()) == 0
    assert val.line_of(call)["status"] == "in-progress"
    with stack.app.database.transaction() as session:
        assert session.get_one(Caller, call.caller_id).on_phone

    page.locator("[data-does=audio]").first.click()
    page.locator("[data-does='computer again']").click()
    expect(page.locator("body[data-line=up]")).to_be_visible(timeout=20_000)
    phone_lines = [each for each in stack.simulator.state()["calls"] if each["from"] == phone]
    wait_until(
        lambda: stack.simulator.call(phone_lines[-1]["sid"])["status"] == "completed",
        "the phone is hung up",
    )
    assert val.line_of(call)["status"] == "in-progress"


@pytest.mark.parametrize("narrow", [False, True])
def test_sound_keys_and_keypad_fit_and_keys_can_be_others(
    stack: Stack, browser: Browser, narrow: bool
) -> None:
    with fresh_page(browser, NARROW if narrow else {"width": 1280, "height": 800}) as page:
        val = volunteer_at_work(
            stack, page, [VoterOnList("Ada Example"), VoterOnList("Ben Example")]
        )
        val.come("en")
        val.press("?")
        page.locator("[data-choose=KeyN]").click()
        page.keyboard.press("x")
        expect(page.locator("[data-choose=KeyN] kbd")).to_have_text("X")
        screenshot(page, f"caller-keys-{'narrow' if narrow else 'wide'}")
        assert violations(page) == []
        page.locator("#help [data-close]").click()
        val.press("n")
        val.call("x")
        for does, dialog in (("keypad", "#keypad"), ("audio", "#audio")):
            page.locator(f"[data-does='{does}']").first.click()
            expect(page.locator(dialog)).to_be_visible()
            screenshot(page, f"caller-{does}-{'narrow' if narrow else 'wide'}")
            assert violations(page) == []
            if does == "keypad":
                page.locator("[data-tone='7']").click()
                page.keyboard.press("#")
                wait_until(
                    lambda: val.line_of(val.calls()[0])["tones"] == "7#", "the voter hears the keys"
                )
            page.locator(f"{dialog} [data-close]").click()
        val.press("4")
        expect(page.locator("#call-back-times button").first).to_be_visible()
        screenshot(page, f"caller-call-back-{'narrow' if narrow else 'wide'}")
        assert violations(page) == []
        page.locator("#call-back-times button").first.click()
        val.wait_for_calls("call back")


def test_who_may_not_use_the_microphone_is_told_and_may_take_a_phone(
    stack: Stack, page: Page
) -> None:
    val = volunteer_at_work(stack, page, [VoterOnList("Ada Example")])
    val.join("en")
    page.wait_for_url("**/call/check")
    page.add_init_script(
        "navigator.mediaDevices.getUserMedia = () => "
        "Promise.reject(new DOMException('no', 'NotAllowedError'))"
    )
    val.click("#go")
    expect(page.locator("#banner")).to_contain_text("does not let us use the microphone")
    page.locator("#banner-audio").click()
    expect(page.locator("#phone-code")).to_have_text(re.compile(r"\d{3} \d{3}"))


def test_a_token_that_runs_out_is_renewed_also_when_the_first_try_gets_lost(
    stack: Stack, page: Page
) -> None:
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        if len(asked) == 1:
            identity = f"caller-{newest(stack)}"
            token = stack.app.carrier.access_token(identity, SHORT_SECONDS)
            route.fulfill(json={"token": token})
        elif len(asked) == 2:
            route.abort()
        else:
            route.continue_()

    page.route("**/call/token", answer)
    val = volunteer_at_work(stack, page, [VoterOnList("Ada Example")])
    val.come("en")
    wait_until(lambda: page.wait_for_timeout(100) or len(asked) >= 3, "a third token", 20)
    val.call()
    expect(page.locator("body[data-line=up]")).to_be_visible()
    assert len(val.own_lines()) == 1


def newest(stack: Stack) -> int:
    """Who joined last."""
    with stack.app.database.transaction() as session:
        return session.scalars(select(func.max(Caller.id))).one()

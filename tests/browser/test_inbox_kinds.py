"""Questions of every kind, answered by a texter in the inbox."""

from dataclasses import replace

from playwright.sync_api import Page, expect

from phonebank.domain.script_draft import ChoiceDraft, QuestionDraft
from phonebank.domain.survey import QuestionKind
from tests.support.axe import violations
from tests.support.scripts_to_read import VOTE_LANGUAGES, VOTE_SCRIPT
from tests.support.simulator import wait_until
from tests.support.stack import Stack
from tests.support.texter import texter_at_work
from tests.support.volunteer import ADA


def everywhere(words: str) -> dict[str, str]:
    """The same words in every language."""
    return dict.fromkeys(VOTE_LANGUAGES, words)


KINDS = replace(
    VOTE_SCRIPT,
    questions=(
        QuestionDraft(
            everywhere("Needs?"),
            tuple(ChoiceDraft(code, everywhere(code)) for code in ("ride", "interpreter")),
            kind=QuestionKind.SEVERAL,
        ),
        QuestionDraft(everywhere("How many?"), kind=QuestionKind.NUMBER, lowest=1, highest=9),
        QuestionDraft(everywhere("Why?"), kind=QuestionKind.TEXT),
    ),
)


def test_several_a_number_and_words_are_noted(stack: Stack, page: Page) -> None:
    texter = texter_at_work(stack, page, [ADA], script=KINDS)
    texter.take_batch()
    page.locator("#send-first").click()
    expect(page.locator("#draft")).to_be_visible()
    for number in (1, 2):
        page.locator(f"[data-several][data-number='{number}']").click()
        pressed = page.locator("[data-several][aria-pressed=true]")
        expect(pressed).to_have_count(number)
    wait_until(lambda: texter.answers(0) == 2, "both choices")
    page.locator("[data-several][data-number='1']").click()
    wait_until(lambda: texter.answers(0) == 1, "one choice is taken back")
    number_field = page.locator(".written-answer input[type=number]")
    number_field.fill("3")
    assert violations(page) == []
    page.keyboard.press("Enter")
    expect(page.locator(".given", has_text="3")).to_be_visible()
    page.locator(".written-answer input").fill("A ride")
    page.keyboard.press("Enter")
    expect(page.locator(".given", has_text="A ride")).to_be_visible()
    assert texter.answers(0) == 3

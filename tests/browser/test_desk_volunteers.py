"""Translating, recording, planning and watching, and every kind of question, in a browser."""

from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect
from sqlalchemy import select

from phonebank.domain.call import ContactResult
from phonebank.domain.caller import Assignment
from phonebank.domain.campaign_link import ShortLink
from phonebank.domain.recording import Recording, seconds_of
from phonebank.domain.rumour import Rumour
from phonebank.domain.script_draft import ChoiceDraft, QuestionDraft, ScriptDraft
from phonebank.domain.shift import Shift
from phonebank.domain.survey import Answer, AnswerDoor, QuestionKind
from phonebank.domain.text_message import TextMessage
from phonebank.domain.voter import Voter
from phonebank.services import planning
from phonebank.services.auditing import Author
from phonebank.services.following_up import save_follow_up
from phonebank.services.hearing_rumours import answer_rumour
from phonebank.services.linking import name_link
from phonebank.services.recording import sound_at
from phonebank.services.strangers import keep_stranger
from phonebank.services.surveying import survey_of
from phonebank.telephony.port import TextReceived
from tests.browser.test_desk_states import NARROW, VOTERS, WIDE, Walk
from tests.support.browser import fresh_page
from tests.support.coordinator import CoordinatorAtWork
from tests.support.scripts_to_read import VOTE_LANGUAGES
from tests.support.simulator import wait_until
from tests.support.stack import SeededShift, Stack
from tests.support.volunteer import ADA, VolunteerAtWork

LOOK_MILLISECONDS = 2_000
STRANGER = "+16515550188"


def shift_of(stack: Stack, shift_id: int) -> Shift:
    with stack.app.database.transaction() as session:
        return session.get_one(Shift, shift_id)


@pytest.mark.parametrize(
    ("tag", "viewport"),
    [("en", WIDE), ("zh-Hans", NARROW), ("ur", NARROW)],
    ids=["en-wide", "zh-narrow", "ur-narrow"],
)
def test_every_page_is_accessible_and_fits(
    stack: Stack, browser: Browser, tag: str, viewport: ViewportSize
) -> None:
    with fresh_page(browser, viewport) as page:
        at_work = CoordinatorAtWork(stack, page, stack.seed_shift(VOTERS, launched=False))
        at_work.come(tag)
        walk = Walk(at_work, f"plan-{tag}-{viewport['width']}")
        the_words(walk)
        the_volunteers(walk)
        the_pictures(walk)


def the_words(walk: Walk) -> None:
    page, at_work, campaign = walk.page, walk.at_work, walk.at_work.seeded.campaign_id
    for name, path in (
        ("01-texts", f"/campaigns/{campaign}/texts"),
        ("02-texts-ur", f"/campaigns/{campaign}/texts?language=ur"),
        ("03-recordings", f"/campaigns/{campaign}/recordings"),
        ("04-template", f"/scripts/new?campaign={campaign}&template=voter-education"),
    ):
        at_work.open(path)
        walk.look(name)
    with at_work.stack.app.database.transaction() as session:
        owner = at_work.seeded.organisation_id
        at = at_work.stack.app.clock()
        heard = Rumour(organisation_id=owner, campaign_id=campaign, words="6?", created_at=at)
        session.add(heard)
        session.flush()
        answer_rumour(session, owner, heard.id, {"en": "Until 8."}, Author("member 1", at))
        event = TextReceived(f"SM{heard.id:032x}", STRANGER, "+16515550100", "We must STOP this")
        keep_stranger(session, owner, event, at)
    at_work.open(f"/campaigns/{campaign}/rumours")
    walk.look("05-rumours")
    at_work.open(f"/campaigns/{campaign}/inbox")
    walk.look("05-answering-voters")
    at_work.open("/decisions")
    expect(page.get_by_text("We must STOP this")).to_be_visible()
    walk.look("05-decisions")
    at_work.open(f"/shifts/{at_work.seeded.shift_id}")
    page.locator("a[href*='/desk/scripts/']").first.click()
    page.locator("a[href$='/preview']").click()
    expect(page.locator("#questions > li")).to_have_count(1)
    walk.look("06-preview")


def the_volunteers(walk: Walk) -> None:
    page, at_work, stack = walk.page, walk.at_work, walk.at_work.stack
    shift = shift_of(stack, at_work.seeded.shift_id)
    page.goto(f"{stack.base_url}/sign-up/{shift.sign_up_code}")
    page.locator("button.wide").click()
    walk.look("07-sign-up-mistake")
    page.locator("#name").fill("عائشہ مثال")
    page.locator("input[name=language][value=ur]").check()
    page.locator("button.wide").click()
    page.wait_for_url("**/signed-up/*")
    walk.look("08-signed-up")
    page.locator("button.wide").click()
    page.wait_for_url("**/call/check")
    page.locator("#practise").click()
    page.locator(".choice").first.click()
    walk.look("09-practice")
    page.locator("[data-result=reached]").click()
    expect(page.locator("#stage")).to_be_visible()
    walk.look("10-practised")
    at_work.open(f"/shifts/{shift.id}/volunteers")
    walk.look("11-volunteers")
    at_work.open(f"/shifts/{shift.id}/edit")
    page.locator("details.field summary").click()
    walk.look("12-edit")
    at_work.open(f"/shifts/{shift.id}/discard")
    walk.look("13-discard")


def the_pictures(walk: Walk) -> None:
    page, at_work, stack = walk.page, walk.at_work, walk.at_work.stack
    owner, shift_id = at_work.seeded.organisation_id, at_work.seeded.shift_id
    with stack.app.database.transaction() as session:
        planning.launch(session, owner, shift_id, stack.app.clock(), "member 1")
    at_work.open(f"/shifts/{shift_id}/pictures")
    expect(page.locator("#alerts")).to_be_visible()
    walk.look("14-pictures")
    answer_everywhere(stack, shift_id)
    at_work.open("/results/areas")
    expect(page.locator("circle").first).to_be_attached()
    walk.look("16-areas")
    with stack.app.database.transaction() as session:
        planning.end(session, owner, shift_id, stack.app.clock(), "member 1")
    page.goto(f"{stack.base_url}/summary/{shift_of(stack, shift_id).sign_up_code}")
    walk.look("15-summary")


def answer_everywhere(stack: Stack, shift_id: int) -> None:
    """Every voter of the shift answers the first question, each in a precinct of their own."""
    with stack.app.database.transaction() as session:
        shift = session.get_one(Shift, shift_id)
        question = survey_of(session, shift.call_script_id)[0]
        queued = select(Voter).join(Assignment, Assignment.voter_id == Voter.id)
        voters = session.scalars(queued.where(Assignment.shift_id == shift_id)).all()
        for number, voter in enumerate(voters):
            where = {"lat": f"44.{90 + number % 9}", "lon": "-93.1"}
            voter.extra = {"PrecinctName": f"Precinct {number}", **where}
            session.add(
                Answer(
                    organisation_id=shift.organisation_id,
                    shift_id=shift_id,
                    voter_id=voter.id,
                    question_id=question.id,
                    choice_id=question.choices[number % 2].id,
                    language="en",
                    door=AnswerDoor.TEXTER,
                    at=stack.app.clock(),
                )
            )


def test_pictures_follow_what_happens_without_being_asked(stack: Stack, page: Page) -> None:
    at_work = CoordinatorAtWork(stack, page, stack.seed_shift(VOTERS))
    at_work.come()
    with page.expect_request("**/events"):
        at_work.open(f"/shifts/{at_work.seeded.shift_id}/pictures")
    expect(page.locator("#alerts")).to_have_count(0)
    at_work.somebody_joins("Val Example", "ko")
    alert = page.locator("#alerts li", has_text="Vietnamese: nobody here speaks it")
    expect(alert).to_be_visible(timeout=LOOK_MILLISECONDS)


def test_a_voice_is_recorded_heard_and_replaced_with_the_keyboard_alone(
    stack: Stack, page: Page
) -> None:
    at_work = CoordinatorAtWork(stack, page, stack.seed_shift(VOTERS))
    at_work.come()
    at_work.open(f"/campaigns/{at_work.seeded.campaign_id}/recordings?language=ur")
    button = page.locator("[data-record]").first
    for _ in range(2):
        button.focus()
        page.keyboard.press("Enter")
        expect(button).to_have_text("Stop and keep")
        page.wait_for_timeout(500)
        with page.expect_response("**/recordings/ur/*") as kept:
            page.keyboard.press("Enter")
        assert kept.value.ok
        expect(button).to_have_text("Record anew")
    with stack.app.database.transaction() as session:
        statement = select(Recording).where(Recording.campaign_id == at_work.seeded.campaign_id)
        recording = session.scalars(statement).one()
        sound = sound_at(session, recording.token)
    assert seconds_of(sound) >= 1
    assert any(sound[44:]), "the microphone hums, so silence was not recorded"
    player = page.locator("audio").first
    expect(player).to_be_visible()
    heard = player.evaluate(
        "player => new Promise(done => { player.oncanplay = () => "
        "done(player.duration); player.load(); })"
    )
    assert 0.2 < heard < 5


def everywhere(words: str) -> dict[str, str]:
    """The same words in every language."""
    return dict.fromkeys(VOTE_LANGUAGES, words)


KINDS = ScriptDraft(
    "Kinds",
    everywhere("Hello {first_name|friend}."),
    {},
    (
        QuestionDraft(
            everywhere("Needs?"),
            tuple(ChoiceDraft(code, everywhere(code)) for code in ("ride", "none")),
            kind=QuestionKind.SEVERAL,
            note=everywhere("Ask slowly, {first_name|friend}."),
        ),
        QuestionDraft(everywhere("How many?"), kind=QuestionKind.NUMBER, lowest=1, highest=9),
        QuestionDraft(everywhere("Why?"), kind=QuestionKind.TEXT, required=False),
        QuestionDraft(
            everywhere("Is that you?"),
            (
                ChoiceDraft("yes", everywhere("yes")),
                ChoiceDraft("refused", everywhere("refused"), ends_with=ContactResult.REFUSED),
            ),
        ),
    ),
)


def offer_a_text(stack: Stack, seeded: SeededShift) -> None:
    """Callers may text where to vote, with a link."""
    address, author = "https://example.org/vote", Author("member 1", stack.app.clock())
    question = {"en": "May I text it to you, {voter_first_name|neighbor}?"}
    text = {"en": f"Sample Neighbors: where to vote. STOP to end. {address}"}
    door = stack.app.config.public_url + "/l/"
    with stack.app.database.transaction() as session:
        owner, campaign = seeded.organisation_id, seeded.campaign_id
        name_link(session, owner, campaign, address, door, author)
        save_follow_up(session, owner, campaign, "Where to vote", question, text, author)


def test_every_kind_of_answer_is_given_a_rumour_is_noted_and_a_text_is_sent(
    stack: Stack, page: Page
) -> None:
    volunteer = VolunteerAtWork(stack, page, stack.seed_shift([ADA], script=KINDS))
    offer_a_text(stack, volunteer.seeded)
    volunteer.come("en")
    volunteer.call()
    questions = page.locator("#questions > li")
    expect(page.locator("#opening")).to_contain_text("Hello Ada.")
    expect(questions.first).to_contain_text("Ask slowly, Ada.")
    expect(questions).to_have_count(1)
    for choice in (1, 2):
        volunteer.answer(1, choice)
    expect(questions).to_have_count(2)
    page.locator("input[type=number]").fill("3")
    page.keyboard.press("Tab")
    expect(questions).to_have_count(4)
    page.locator("#script-title").click()
    volunteer.press("r")
    expect(page.locator("#ask-rumour")).to_be_visible()
    page.keyboard.type("Polls close at 6?")
    page.keyboard.press("Enter")
    expect(page.locator("#toasts")).to_contain_text("Noted")
    expect(page.locator("#follow-ups")).to_contain_text("May I text it to you, Ada?")
    page.locator("#script-title").click()
    volunteer.press("t")
    expect(page.locator("#follow-ups [data-standing=delivered]")).to_be_visible(timeout=15_000)
    volunteer.press("t")
    page.locator("#questions textarea").press_sequentially("A r")
    with stack.app.database.transaction() as session:
        rumour = session.scalars(
            select(Rumour).where(Rumour.organisation_id == volunteer.seeded.organisation_id)
        ).one()
        words = {"en": "No, at 8."}
        author = Author("member 1", stack.app.clock() + timedelta(seconds=1))
        answer_rumour(session, volunteer.seeded.organisation_id, rumour.id, words, author)
    expect(page.locator(".heard")).to_contain_text("No, at 8.", timeout=LOOK_MILLISECONDS)
    page.keyboard.type("ide")
    page.locator("#script-title").click()
    wait_until(lambda: volunteer.answers() == 4, "four rows of three answers")
    page.reload()
    expect(page.locator("input[type=number]")).to_have_value("3")
    expect(page.locator("#questions textarea")).to_have_value("A ride")
    volunteer.answer(4, 2)
    volunteer.wait_for_calls("refused")
    with stack.app.database.transaction() as session:
        rows = session.scalars(
            select(Answer).where(Answer.shift_id == volunteer.seeded.shift_id).order_by(Answer.id)
        ).all()
        [text] = session.scalars(
            select(TextMessage).where(TextMessage.campaign_id == volunteer.seeded.campaign_id)
        )
        assert text.body.endswith("/l/" + session.scalars(select(ShortLink.token)).one())
    assert sorted(row.number for row in rows if row.number is not None) == [3]
    assert [row.words for row in rows if row.words] == ["A ride"]
    assert len([row for row in rows if row.choice_id]) == 3

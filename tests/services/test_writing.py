"""Campaigns and call scripts: written with their branches, refused in words, kept once used."""

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from phonebank.domain.errors import BadInput, NotFound, NotNow
from phonebank.domain.script_draft import MOST_CHOICES, ChoiceDraft, QuestionDraft, ScriptDraft
from phonebank.domain.suppression import AuditEvent
from phonebank.services import planning, writing
from phonebank.services.auditing import Author
from phonebank.services.showing_drafts import draft_of, missing_by_language
from phonebank.services.surveying import survey_of
from tests.support.world import NO, NOON, SCRIPT, YES, World, make_world

TWO = (ChoiceDraft("yes", YES), ChoiceDraft("no", NO))
AUTHOR = Author("member 7", NOON)


@pytest.fixture
def world(session: Session) -> World:
    return make_world(session, launched=False)


def script(name: str = "Another", *questions: QuestionDraft) -> ScriptDraft:
    return ScriptDraft(name, {"en": "Hello"}, {}, questions)


def test_a_campaigns_languages_are_kept_in_order_once_each(session: Session, world: World) -> None:
    chosen = ["vi", "en", "vi", "cmn", "xx"]
    campaign = writing.create_campaign(
        session, world.organisation.id, " Runoff ", "Sample", chosen, NOON, AUTHOR
    )
    assert (campaign.name, campaign.languages) == ("Runoff", ["vi", "en"])
    noted = session.scalars(select(AuditEvent)).one()
    assert (noted.actor, noted.subject) == ("member 7", f"campaign {campaign.id}")


@pytest.mark.parametrize(
    ("name", "sender", "languages", "field"),
    [
        ("", "Sample", ["en"], "name"),
        ("Runoff", " ", ["en"], "sender_name"),
        ("Runoff", "Sample", ["cmn"], "languages"),
        ("Vote safely", "Sample", ["en"], "name"),
    ],
)
def test_a_campaign_that_cannot_be_is_refused_naming_the_field(
    session: Session, world: World, name: str, sender: str, languages: list[str], field: str
) -> None:
    with pytest.raises(BadInput) as refused:
        writing.create_campaign(session, world.organisation.id, name, sender, languages, NOON)
    assert refused.value.field == field


def test_what_is_written_is_read_back_as_it_was(session: Session, world: World) -> None:
    assert draft_of(session, world.script) == SCRIPT


def test_branches_lead_to_the_question_meant(session: Session, world: World) -> None:
    questions = (
        QuestionDraft({"en": "One?"}, (replace(TWO[0], goes_to=3), TWO[1])),
        QuestionDraft({"en": "Two?"}, (replace(TWO[0], ends_survey=True), TWO[1])),
        QuestionDraft({"en": "Three?"}, TWO),
    )
    written = writing.create_script(
        session, world.organisation.id, world.campaign.id, script("Branches", *questions), AUTHOR
    )
    one, two, three = survey_of(session, written.id)
    assert [choice.next_question_id for choice in one.choices] == [three.id, None]
    assert [choice.ends_survey for choice in two.choices] == [True, False]


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (script(" "), "name"),
        (script("Vote safely"), "name"),
        (script("S", QuestionDraft({"en": " "}, TWO)), "question-1-text"),
        (script("S", QuestionDraft({"en": "?"}, TWO[:1])), "question-1-answers"),
        (script("S", QuestionDraft({"en": "?"}, TWO * MOST_CHOICES)), "question-1-answers"),
        (
            script("S", QuestionDraft({"en": "?"}, (TWO[0], TWO[0]))),
            "question-1-answer-2-code",
        ),
        (
            script("S", QuestionDraft({"en": "?"}, (TWO[0], ChoiceDraft(" ", NO)))),
            "question-1-answer-2-code",
        ),
        *(
            (
                script("S", QuestionDraft({"en": "?"}, (TWO[0], replace(TWO[1], goes_to=to)))),
                "question-1-answer-2-then",
            )
            for to in (0, 1, 2)
        ),
    ],
)
def test_a_script_that_cannot_be_asked_is_refused_naming_the_field(
    session: Session, world: World, draft: ScriptDraft, field: str
) -> None:
    with pytest.raises(BadInput) as refused:
        writing.create_script(session, world.organisation.id, world.campaign.id, draft)
    assert refused.value.field == field


def test_a_script_is_rewritten_whole_and_under_its_own_name(session: Session, world: World) -> None:
    draft = replace(SCRIPT, questions=SCRIPT.questions[2:], opening={"en": "Hi"})
    writing.rewrite_script(session, world.organisation.id, world.script.id, draft, AUTHOR)
    assert draft_of(session, world.script) == draft
    assert [each.action for each in session.scalars(select(AuditEvent))] == ["rewrite"]


def test_a_script_that_a_shift_has_used_keeps_its_words(session: Session, world: World) -> None:
    planning.launch(session, world.organisation.id, world.shift.id, NOON, "member 1")
    with pytest.raises(NotNow):
        writing.rewrite_script(session, world.organisation.id, world.script.id, script("New"))
    assert draft_of(session, world.script) == SCRIPT


def test_what_is_another_organisations_is_not_found(session: Session, world: World) -> None:
    other = make_world(session, slug="other", our_number="+16515550199", first_line=150)
    mine = world.organisation.id
    with pytest.raises(NotFound):
        writing.create_script(session, mine, other.campaign.id, script())
    with pytest.raises(NotFound):
        writing.rewrite_script(session, mine, other.script.id, script())
    with pytest.raises(NotFound):
        writing.save_prepared_reply(session, mine, other.campaign.id, "Thanks", {})


def test_a_prepared_reply_of_the_same_title_is_written_anew(session: Session, world: World) -> None:
    for words in ("Thanks", "Thank you"):
        reply = writing.save_prepared_reply(
            session, world.organisation.id, world.campaign.id, "Thanks", {"en": words}
        )
    assert reply.text == {"en": "Thank you"}


def test_a_text_nobody_has_written_is_not_missing_in_any_language() -> None:
    draft = script("S", QuestionDraft({"en": "?", "es-US": "¿?"}, TWO))
    assert missing_by_language(draft, ["en", "es-US", "vi"]) == {"en": 0, "es-US": 1, "vi": 4}

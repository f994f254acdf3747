"""The check of a survey's ways names the question and the remedy."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phonebank.domain.call import ContactResult
from phonebank.domain.errors import BadInput
from phonebank.domain.script_draft import ChoiceDraft, QuestionDraft, ScriptDraft, check
from phonebank.domain.script_templates import LANGUAGES, TEMPLATES, script_from
from phonebank.domain.survey import QuestionKind
from phonebank.domain.survey_check import BLOCKING, FindingKind, findings

YES, NO = ChoiceDraft("yes", {"en": "Yes"}), ChoiceDraft("no", {"en": "No"})


def ask(*choices: ChoiceDraft, **more: object) -> QuestionDraft:
    return QuestionDraft({"en": "?"}, choices or (YES, NO), **more)  # type: ignore[arg-type]


def survey(*questions: QuestionDraft) -> ScriptDraft:
    return ScriptDraft("S", {"en": "Hello"}, {}, questions)


def found(*questions: QuestionDraft) -> list[tuple[FindingKind, int]]:
    return [(each.kind, each.number) for each in findings(survey(*questions))]


def test_a_survey_in_a_row_is_right() -> None:
    assert found(ask(), ask(), ask()) == []


def test_a_question_that_every_answer_leads_around_is_reached_by_nobody() -> None:
    over = ask(replace(YES, goes_to=3), replace(NO, ends_survey=True))
    assert found(over, ask(), ask()) == [(FindingKind.UNREACHABLE, 2)]
    assert "question 2" in str(findings(survey(over, ask(), ask()))[0])


def test_what_may_be_passed_over_leads_on_by_itself() -> None:
    over = ask(replace(YES, goes_to=3), replace(NO, goes_to=3), required=False)
    assert found(over, ask(), ask()) == []


def test_an_answer_that_ends_the_call_leads_nowhere() -> None:
    refused = replace(NO, ends_with=ContactResult.REFUSED)
    assert found(ask(refused, replace(YES, ends_with=ContactResult.REACHED)), ask()) == [
        (FindingKind.UNREACHABLE, 2)
    ]


def test_a_way_back_is_a_circle_and_a_way_to_nowhere_a_dead_end() -> None:
    assert found(ask(), ask(replace(YES, goes_to=1), NO)) == [(FindingKind.LOOP, 2)]
    assert found(ask(replace(YES, goes_to=9), NO), ask()) == [(FindingKind.DEAD_END, 1)]
    assert found(ask(), QuestionDraft({"en": "?"})) == [(FindingKind.DEAD_END, 2)]


def test_a_field_that_cannot_be_filled_is_told_and_does_not_keep_a_shift_back() -> None:
    draft = replace(survey(ask()), opening={"en": "Hello {frist_name}"})
    [finding] = findings(draft)
    assert finding.kind is FindingKind.FIELD and finding.kind not in BLOCKING
    assert "frist_name" in str(finding)


def test_a_number_between_bounds_that_exclude_each_other_is_refused() -> None:
    wrong = QuestionDraft({"en": "?"}, kind=QuestionKind.NUMBER, lowest=5, highest=1)
    with pytest.raises(BadInput) as refused:
        check(survey(wrong))
    assert refused.value.field == "question-1-lowest"


@given(st.lists(st.lists(st.integers(1, 6), min_size=2, max_size=3), min_size=1, max_size=5))
def test_what_may_be_saved_has_no_circle(aims: list[list[int]]) -> None:
    questions = [
        ask(*(ChoiceDraft(str(n), {"en": "x"}, goes_to=aim) for n, aim in enumerate(each)))
        for each in aims
    ]
    draft = survey(*questions)
    try:
        check(draft)
    except BadInput:
        return
    kinds = {each.kind for each in findings(draft)}
    assert not kinds & {FindingKind.LOOP, FindingKind.DEAD_END}


@pytest.mark.parametrize("key", sorted(TEMPLATES))
def test_a_template_can_be_used_as_it_is_in_every_language_it_has(key: str) -> None:
    draft = script_from(key, [*LANGUAGES, "ur"])
    check(draft)
    assert findings(draft) == []
    assert all(set(text) in (set(), set(LANGUAGES)) for _, text in draft.texts())
    only = script_from(key, ["vi"])
    assert all(set(text) <= {"vi"} for _, text in only.texts())

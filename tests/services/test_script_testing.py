"""A test of a call script: each number hears one version, for good, and only words differ."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from threading import Thread

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from phonebank.db import Database
from phonebank.domain.call import Call, CallEvent, ContactResult
from phonebank.domain.caller import Caller
from phonebank.domain.dial_mode import DialMode
from phonebank.domain.errors import BadInput, NotFound, NotNow
from phonebank.domain.message_test import MessageDraw, MessageTest, MessageTestDraft
from phonebank.domain.spoken_words import ScriptTestDraft, SpokenWords
from phonebank.domain.translation import Standing
from phonebank.domain.voter import Voter
from phonebank.services import calling, handing_over, planning, versions, writing
from phonebank.services.auditing import Author
from phonebank.services.caller_ids import OwnedNumbers
from phonebank.services.dealing_scripts import untaken_test
from phonebank.services.dialling import call_next_voter
from phonebank.services.households import Turning, turn_to
from phonebank.services.interviewing import note_answer
from phonebank.services.line_events import call_progressed
from phonebank.services.machine_dialling import Pool, ring_for_each
from phonebank.services.measures import Measure
from phonebank.services.message_results import message_results, results_as_dict, results_csv
from phonebank.services.message_testing import add_version, create_test, start_test, stop_test
from phonebank.services.redialling import redial
from phonebank.services.script_testing import (
    create_script_test,
    rewrite_script_test,
    take_test_on_shift,
)
from phonebank.services.showing_caller import caller_screen
from phonebank.services.showing_drafts import draft_of
from phonebank.services.translating import Translated, take_translations, texts_of
from tests.services.test_dialling import next_answered, progress
from tests.support.carrier import FakeCarrier
from tests.support.over_dialling import at, make_bank
from tests.support.world import NOON, SCRIPT, World, add_caller, add_voter, make_world, plan_like

ME = Author("member 1", NOON)
WARM = {"en": "Your neighbor speaking.", "es-US": "Le habla su vecino."}
PLAIN = {"en": "Can we count on your vote?", "es-US": "¿Contamos con su voto?"}


@dataclass(frozen=True)
class Bench:
    """A shift that was launched while a test of its script ran, and a volunteer on it."""

    session: Session
    world: World
    test: MessageTest
    caller: Caller

    def talk(self, key: str, at: datetime = NOON) -> Call:
        """The next voter picks up."""
        return next_answered(self.session, self.caller, key, at)

    def close(self, call: Call, result: ContactResult = ContactResult.REACHED) -> None:
        """The caller tells the result, and the line goes down."""
        calling.tell_result(self.session, self.caller.id, calling.Telling(call.id, result), NOON)
        if not call.over:
            call.apply(CallEvent.COMPLETED, NOON)
        self.session.flush()

    def heard(self, caller: Caller | None = None) -> tuple[str, str]:
        """The opening and the first question, as the caller's page has them for the voter."""
        screen = caller_screen(self.session, (caller or self.caller).id, "", "en", NOON)
        return screen.script.opening.theirs.text, screen.script.questions[0].text.theirs.text


def draft(world: World, *more: SpokenWords) -> ScriptTestDraft:
    """B has another opening and another wording of the first question."""
    warm = SpokenWords(WARM, {world.questions[0].id: PLAIN})
    return ScriptTestDraft("Warm or not", 2, [warm, *more])


def begin(session: Session, world: World, wanted: ScriptTestDraft | None = None) -> MessageTest:
    owner = world.organisation.id
    test = create_script_test(session, owner, world.script.id, wanted or draft(world), ME)
    return start_test(session, owner, test.id, ME)


def bench(session: Session, languages: list[str], *spoken: str) -> Bench:
    world = make_world(session, languages=languages, launched=False)
    test = begin(session, world)
    planning.launch(session, world.organisation.id, world.shift.id, NOON, "member 1")
    return Bench(session, world, test, add_caller(session, world.shift, spoken or ("en",)))


def letter(session: Session, call: Call) -> str | None:
    draws = select(MessageDraw).where(MessageDraw.e164 == call.to_number)
    draw = session.scalar(draws)
    assert draw is None or draw.message_version_id == call.message_version_id
    test = session.scalars(select(MessageTest)).one()
    named = {version.id: version.label for version in test.versions}
    return None if call.message_version_id is None else named[call.message_version_id]


def test_the_callers_page_shows_the_words_of_the_version_and_the_scripts_own_in_a(
    session: Session,
) -> None:
    here = bench(session, ["en"] * 4)
    seen = Counter()
    for place in range(4):
        call = here.talk(f"key-{place}")
        seen[letter(session, call), *here.heard()] += 1
        here.close(call)
    own = SCRIPT.opening["en"], SCRIPT.questions[0].text["en"]
    assert seen == Counter({("A", *own): 2, ("B", WARM["en"], PLAIN["en"]): 2})


def test_each_language_gets_the_versions_in_equal_shares_in_its_own_words(session: Session) -> None:
    here = bench(session, ["en"] * 2 + ["es-US"] * 2, "es-US", "en")
    heard = []
    for place in range(4):
        call = here.talk(f"key-{place}")
        heard.append(here.heard()[0])
        here.close(call)
    assert {WARM["en"], WARM["es-US"]} < set(heard) and len(set(heard)) == 4


def test_a_number_keeps_its_version_when_called_again_weeks_later(session: Session) -> None:
    here = bench(session, ["en"] * 2)
    dealt = {}
    for place in range(2):
        call = here.talk(f"key-{place}")
        dealt[call.to_number] = call.message_version_id
        here.close(call, ContactResult.NOT_HOME)
    later = NOON + timedelta(weeks=3)
    plan = replace(
        plan_like(here.world), name="Again", starts_at=later, ends_at=later + timedelta(hours=3)
    )
    shift = planning.plan_shift(session, here.world.organisation.id, plan)
    planning.launch(session, here.world.organisation.id, shift.id, later, "member 1")
    other = Bench(session, here.world, here.test, add_caller(session, shift))
    for place in range(2):
        call = other.talk(f"again-{place}", later)
        assert call.message_version_id == dealt[call.to_number]
        other.close(call)
    assert len(session.scalars(select(MessageDraw)).all()) == 2


def test_a_call_that_broke_off_goes_on_in_the_same_version(session: Session) -> None:
    here = bench(session, ["en"])
    call = here.talk("key-1")
    call_progressed(session, progress(call, CallEvent.COMPLETED), NOON)
    session.refresh(call)
    again = redial(session, here.caller.id, "key-2", NOON)
    assert again.message_version_id is not None
    assert again.message_version_id == call.message_version_id


def test_somebody_else_at_the_number_hears_the_same_version(session: Session) -> None:
    world = make_world(session, languages=["en"], launched=False)
    mate = add_voter(session, world.voter_list, 1, "en", "+16515550101")
    test = begin(session, world)
    planning.launch(session, world.organisation.id, world.shift.id, NOON, "member 1")
    here = Bench(session, world, test, add_caller(session, world.shift))
    call = here.talk("key-1")
    turning = Turning(call.id, ContactResult.REACHED, mate.id, "turn")
    other = turn_to(session, here.caller.id, turning, NOON)
    assert other.message_version_id is not None
    assert other.message_version_id == call.message_version_id
    [found] = message_results(session, test)
    assert sum(each.met for each in found.versions) == 1, "a number counts once"


def test_a_call_that_is_handed_over_keeps_its_version_in_the_other_language(
    database: Database,
) -> None:
    with database.transaction() as session:
        here = bench(session, ["en", "en"])
        host = add_caller(session, here.world.shift, ["es-US"]).id
        calls = [here.talk("key-0")]
        if letter(session, calls[0]) == "A":
            here.close(calls[0])
            calls.append(here.talk("key-1"))
        call, caller_id = calls[-1], here.caller.id
        assert letter(session, call) == "B"
    handing_over.hand_over(
        database, FakeCarrier(lambda: NOON), caller_id, call.id, "es-US", lambda: NOON
    )
    with database.transaction() as session:
        there = replace(here, session=session, caller=session.get_one(Caller, host))
        assert there.heard() == (WARM["es-US"], PLAIN["es-US"])


def test_whoever_is_put_through_to_a_voter_sees_the_version_of_the_number(session: Session) -> None:
    bank = make_bank(session, ["en"] * 2)
    test = begin(session, bank.world)
    take_test_on_shift(session, bank.world.organisation.id, bank.world.shift.id, test.id, ME)
    bank.volunteer()
    answered, missed = bank.ring(2)
    assert answered.message_version_id is None, "nobody sees it before the voter answers"
    bank.answer(answered)
    bank.answer(missed)
    assert (letter(session, answered), letter(session, missed)) in {("A", None), ("B", None)}


def test_a_line_that_is_dialled_for_one_volunteer_has_a_version_too(session: Session) -> None:
    bank = make_bank(session, ["en"] * 2)
    test = begin(session, bank.world)
    take_test_on_shift(session, bank.world.organisation.id, bank.world.shift.id, test.id, ME)
    callers = [bank.volunteer().id for _ in range(2)]
    pool = Pool(bank.world.shift, "en", DialMode.PROGRESSIVE, DialMode.PREDICTIVE)
    ring_for_each(session, pool, callers, OwnedNumbers.of(session, bank.world.shift, at(1)), at(1))
    assert {letter(session, call) for call in bank.calls()} == {"A", "B"}


def test_a_shift_under_way_goes_on_as_it_began_until_it_takes_the_test(session: Session) -> None:
    world = make_world(session, languages=["en"] * 3)
    test = begin(session, world)
    here = Bench(session, world, test, add_caller(session, world.shift))
    call = here.talk("key-1")
    assert (call.message_version_id, untaken_test(session, world.shift)) == (None, test)
    for _ in range(2):
        take_test_on_shift(session, world.organisation.id, world.shift.id, test.id, ME)
    assert untaken_test(session, world.shift) is None
    assert here.heard()[0] == SCRIPT.opening["en"], "a call under way keeps its words"
    here.close(call)
    assert here.talk("key-2").message_version_id is not None
    with pytest.raises(NotFound):
        take_test_on_shift(session, world.organisation.id + 1, world.shift.id, test.id, ME)


def test_the_next_version_of_the_script_leaves_the_test(session: Session) -> None:
    here = bench(session, ["en"] * 2)
    world, owner = here.world, here.world.organisation.id
    written = replace(draft_of(session, world.script), opening={**SCRIPT.opening, "en": "Hi!"})
    newer = writing.write_next_version(session, owner, world.script.id, written, ME)
    call = here.talk("key-1")
    writing_again = Author("member 1", NOON)
    texts = texts_of(session, owner, world.campaign.id)
    stale = [each for each in texts.units if each.standings["es-US"] is Standing.STALE]
    work = [Translated(each.key, "¡Hola!") for each in stale]
    take_translations(session, owner, world.campaign.id, "es-US", work, writing_again)
    versions.take_version(session, owner, world.shift.id, newer.id, NOON, "member 1")
    assert here.heard()[0] == "Hi!"
    here.close(call)
    assert here.talk("key-2").message_version_id is None
    with pytest.raises(NotNow):
        take_test_on_shift(session, owner, world.shift.id, here.test.id, ME)


def test_once_stopped_voters_hear_the_script_and_a_call_under_way_keeps_its_words(
    session: Session,
) -> None:
    here = bench(session, ["en"] * 2)
    call = here.talk("key-1")
    before = here.heard()
    stop_test(session, here.world.organisation.id, here.test.id, ME)
    assert here.heard() == before
    here.close(call)
    assert here.talk("key-2").message_version_id is None


def test_a_language_that_is_not_compared_hears_the_script_as_it_is(session: Session) -> None:
    world = make_world(session, languages=["es-US"], launched=False)
    test = begin(session, world, ScriptTestDraft("English", 2, [SpokenWords({"en": WARM["en"]})]))
    planning.launch(session, world.organisation.id, world.shift.id, NOON, "member 1")
    here = Bench(session, world, test, add_caller(session, world.shift, ["es-US"]))
    assert here.talk("key-1").message_version_id is None
    assert here.heard()[0] == SCRIPT.opening["es-US"]


def test_results_count_what_came_of_the_calls_of_each_version(session: Session) -> None:
    here = bench(session, ["en"] * 6)
    question = here.world.questions[0]
    results = {
        "A": iter([ContactResult.REACHED, ContactResult.DO_NOT_CALL, ContactResult.VOICEMAIL]),
        "B": iter([ContactResult.REACHED, ContactResult.REFUSED, ContactResult.REACHED]),
    }
    for place in range(6):
        call = here.talk(f"key-{place}")
        label = letter(session, call)
        assert label is not None
        result = next(results[label])
        if result is ContactResult.REACHED:
            chosen = question.choices[0 if label == "A" else 1].id
            note_answer(session, here.caller.id, call.id, question.id, chosen, NOON)
        here.close(call, result)
    [found] = message_results(session, here.test)
    a, b = found.versions
    assert (a.drawn, a.met, b.drawn, b.met) == (3, 2, 3, 3), "nobody talks with a machine"
    counts = [tuple(each.count for each in version.measures.values()) for version in (a, b)]
    assert list(a.measures) == [Measure.CONVERSATION, Measure.REFUSED, Measure.OPTED_OUT]
    assert counts == [(1, 0, 1), (2, 1, 0)]
    assert [(key.question, key.answer) for key in found.answers] == [
        ("Will you vote?", "Yes"),
        ("Will you vote?", "No"),
    ]
    assert [a.answers[key].count for key in found.answers] == [1, 0]
    assert [b.answers[key].count for key in found.answers] == [0, 2]
    assert found.fewest_met == 2
    assert "en,A,picked up,,,2,3,66.7,20.8,93.9\r\n" in list(results_csv(session, here.test))
    assert results_as_dict(session, here.test)["en"]["B"]["refused"][:2] == [1, 3]


def test_a_result_that_is_undone_counts_no_more(session: Session) -> None:
    here = bench(session, ["en"])
    call = here.talk("key-1")
    here.close(call)
    session.get_one(Call, call.id).closed_at = None
    session.flush()
    [found] = message_results(session, here.test)
    assert found.fewest_met == 0 and sum(each.met for each in found.versions) == 0


def test_versions_that_ask_what_the_script_does_not_are_refused(session: Session) -> None:
    world = make_world(session, launched=False)
    owner, script = world.organisation.id, world.script
    strange = ScriptTestDraft("Strange", 2, [SpokenWords({}, {world.questions[2].id + 99: PLAIN})])
    with pytest.raises(BadInput, match="other questions by now"):
        create_script_test(session, owner, script.id, strange, ME)
    test = create_script_test(session, owner, script.id, draft(world), ME)
    writing.rewrite_script(session, owner, script.id, draft_of(session, script), ME)
    with pytest.raises(BadInput, match="that this script does not ask"):
        start_test(session, owner, test.id, ME)


def test_what_keeps_a_version_back_is_told(session: Session) -> None:
    world = make_world(session, launched=False)
    owner = world.organisation.id
    test = create_script_test(session, owner, world.script.id, draft(world), ME)
    changed = SpokenWords({**WARM, "en": "Somebody else, {nobody}."})
    rewrite_script_test(session, owner, test.id, replace(draft(world), versions=[changed]), ME)
    with pytest.raises(BadInput) as refused:
        start_test(session, owner, test.id, ME)
    assert "Version B in Spanish is older than its source" in str(refused.value)
    assert "Version B in English has a field that cannot be filled in" in str(refused.value)


def test_what_has_started_stays_and_one_runs_for_a_script_at_once(session: Session) -> None:
    world = make_world(session, launched=False)
    owner, test = world.organisation.id, begin(session, world)
    with pytest.raises(NotNow):
        rewrite_script_test(session, owner, test.id, draft(world), ME)
    with pytest.raises(NotNow):
        add_version(session, owner, test.id, WARM, ME)
    with pytest.raises(NotNow):
        writing.rewrite_script(session, owner, world.script.id, SCRIPT, ME)
    other = replace(draft(world), name="Other")
    second = create_script_test(session, owner, world.script.id, other, ME)
    with pytest.raises(NotNow, match="of this script"):
        start_test(session, owner, second.id, ME)
    with pytest.raises(NotFound):
        create_script_test(session, owner + 1, world.script.id, other, ME)


def test_a_test_of_the_first_text_runs_beside_it(session: Session) -> None:
    world = make_world(session, launched=False)
    begin(session, world)
    texts = [{"en": f"Sample Neighbors: {each}? STOP to end."} for each in ("vote", "voting")]
    first = create_test(
        session, world.organisation.id, world.campaign.id, MessageTestDraft("T", 9, texts), ME
    )
    assert start_test(session, world.organisation.id, first.id, ME).running


def test_translators_find_the_words_of_versions_to_come_and_put_theirs_there(
    session: Session,
) -> None:
    world = make_world(session, launched=False)
    owner, question = world.organisation.id, world.questions[0].id
    english = SpokenWords({"en": WARM["en"]}, {question: {"en": PLAIN["en"]}})
    wanted = replace(draft(world), versions=[english])
    test = create_script_test(session, owner, world.script.id, wanted, ME)
    units = texts_of(session, owner, world.campaign.id).units
    keys = [each.key for each in units if each.owner == "Warm or not: B"]
    assert [key.partition("/")[2] for key in keys] == ["opening", f"question-{question}"]
    work = [Translated(key, words["es-US"]) for key, words in zip(keys, (WARM, PLAIN), strict=True)]
    take_translations(session, owner, world.campaign.id, "es-US", work, ME)
    session.expire_all()
    assert test.versions[1].spoken == SpokenWords(WARM, {question: PLAIN})
    assert start_test(session, owner, test.id, ME).running


def test_two_callers_at_once_never_unbalance_the_decks(database: Database) -> None:
    with database.transaction() as session:
        here = bench(session, ["en"] * 4)
        callers = [here.caller.id, add_caller(session, here.world.shift).id]

    def take(caller_id: int) -> None:
        for place in range(2):
            with database.transaction() as session:
                call = call_next_voter(session, caller_id, f"{caller_id}-{place}", NOON).call
                assert call is not None
                telling = calling.Telling(call.id, ContactResult.REFUSED)
                call.apply(CallEvent.ANSWERED, NOON)
                calling.tell_result(session, caller_id, telling, NOON)
                call.apply(CallEvent.COMPLETED, NOON)

    threads = [Thread(target=take, args=(each,)) for each in callers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    with database.transaction() as session:
        [found] = message_results(session, session.get_one(MessageTest, here.test.id))
        assert [each.drawn for each in found.versions] == [2, 2]
        assert [each.measures[Measure.REFUSED].count for each in found.versions] == [2, 2]
        assert len(session.scalars(select(Voter)).all()) == 4

"""Who answers, and how a list of voters is read."""

import pytest

from phonebank.simulator.behaviour import Pickup, call_plan, text_plan
from phonebank.simulator.replies import AMBIGUOUS, WORDS
from phonebank.simulator.voters import CallTemper, TextTemper, Voters

NUMBER = "+16515550123"


def test_a_listed_voter_is_as_described_and_the_rest_follows_from_the_number() -> None:
    voters = Voters(seed=1)
    usual = voters.at(NUMBER)
    listed = {"number": NUMBER, "language": "km", "temper": "busy", "hears_hz": 440}
    voters.add([listed])
    voter = voters.at(NUMBER)
    assert (voter.language, voter.call_temper, voter.hears_hz) == ("km", CallTemper.BUSY, 440)
    assert voter.text_temper is usual.text_temper


def test_a_text_temper_may_be_named_as_the_temper() -> None:
    voters = Voters(seed=1)
    voters.add([{"number": NUMBER, "language": "en", "temper": "says_stop"}])
    assert voters.at(NUMBER).text_temper is TextTemper.SAYS_STOP


@pytest.mark.parametrize(
    "wrong",
    [{"language": "en"}, {"number": NUMBER, "temper": "cross"}, {"number": NUMBER, "age": 3}],
)
def test_a_description_that_cannot_be_read_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises((ValueError, TypeError)):
        Voters(seed=1).add([wrong])


def test_another_seed_makes_other_people() -> None:
    numbers = [f"+1651555{n:04d}" for n in range(100, 160)]

    def people(seed: int) -> list[str]:
        return [Voters(seed).at(number).call_temper.value for number in numbers]

    assert people(1) == people(1)
    assert people(1) != people(2)


@pytest.mark.parametrize("temper", list(CallTemper))
def test_every_call_temper_has_a_plan(temper: CallTemper) -> None:
    voters = Voters(seed=3)
    plan = call_plan(voters.at(NUMBER), temper, voters.chance(NUMBER, "call"), 90.0)
    answers = plan.pickup in (Pickup.HUMAN, Pickup.MACHINE, Pickup.FAX)
    assert (plan.talk_seconds > 0) is answers


def test_talk_lasts_as_long_on_average_as_the_setting_says() -> None:
    voters = Voters(seed=3)
    voter = voters.at(NUMBER)
    talks = [
        call_plan(voter, CallTemper.TALKS, voters.chance(NUMBER, str(n)), 90.0).talk_seconds
        for n in range(4000)
    ]
    assert 84 < sum(talks) / len(talks) < 96


@pytest.mark.parametrize("language", sorted(WORDS))
def test_a_voter_says_stop_in_english_or_in_their_language(language: str) -> None:
    voters = Voters(seed=5)
    voters.add([{"number": NUMBER, "language": language, "text_temper": "says_stop"}])
    said = {
        text_plan(voters.at(NUMBER), voters.chance(NUMBER, str(n)), 8.0).body for n in range(40)
    }
    assert said == {"STOP", WORDS[language].stop}


def test_an_ambiguous_voter_is_ambiguous() -> None:
    voters = Voters(seed=5)
    voters.add([{"number": NUMBER, "language": "en", "text_temper": "ambiguous"}])
    assert text_plan(voters.at(NUMBER), voters.chance(NUMBER, "1"), 8.0).body in AMBIGUOUS

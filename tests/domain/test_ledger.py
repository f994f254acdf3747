"""The ledger keeps the ceiling by itself."""

import pytest

from phonebank.domain.ledger import CEILING, Ledger


@pytest.mark.parametrize(
    ("answers", "abandoned", "bears"),
    [
        (0, 0, True),
        (10, 1, False),
        (99, 2, True),
        (98, 2, False),
        (1000, 29, True),
        (1000, 30, False),
    ],
)
def test_over_dialling_stops_before_the_ceiling_is_passed(
    answers: int, abandoned: int, bears: bool
) -> None:
    assert Ledger(answers, abandoned).bears_over_dialling is bears


def test_from_sixty_answers_on_the_next_abandoned_call_is_within_the_ceiling() -> None:
    for answers in range(60, 500):
        for abandoned in range(20):
            if Ledger(answers, abandoned).bears_over_dialling:
                assert Ledger(answers + 1, abandoned + 1).share <= CEILING

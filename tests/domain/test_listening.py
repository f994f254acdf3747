import pytest

from phonebank.domain.captain import Manner
from phonebank.domain.listening import may_take_part


@pytest.mark.parametrize("manner", [Manner.LISTEN, Manner.WHISPER])
def test_nobody_listens_unnoticed_where_all_must_agree_or_nobody_knows_where_it_is(
    manner: Manner,
) -> None:
    assert may_take_part(manner, ("GA", "MN"))
    assert not may_take_part(manner, ("GA", "WA"))
    assert not may_take_part(manner, ())


@pytest.mark.parametrize("manner", [Manner.JOIN, Manner.TAKE_OVER])
def test_who_is_heard_by_everybody_may_be_there_everywhere(manner: Manner) -> None:
    assert may_take_part(manner, ("WA",))

"""The voter sees a near number that is not worn out, and never one that is not owned."""

from hypothesis import given
from hypothesis import strategies as st

from phonebank.domain.caller_ids import CALLS_A_DAY, NumberAtHand, caller_id_for

SAME_CODE, SAME_STATE, FAR = "+14045550100", "+16785550100", "+16515550100"
VOTER = "+14045550123"


def test_the_voters_own_area_code_comes_first_then_their_state() -> None:
    owned = [NumberAtHand(FAR), NumberAtHand(SAME_STATE), NumberAtHand(SAME_CODE)]
    assert caller_id_for(VOTER, owned) == SAME_CODE
    assert caller_id_for(VOTER, owned[:2]) == SAME_STATE


def test_a_number_that_rests_or_has_called_too_often_makes_way() -> None:
    resting = NumberAtHand(SAME_CODE, rests=True)
    worn = NumberAtHand(SAME_STATE, calls=CALLS_A_DAY)
    assert caller_id_for(VOTER, [resting, worn, NumberAtHand(FAR)]) == FAR
    assert caller_id_for(VOTER, [resting, worn]) == SAME_STATE


def test_the_campaigns_own_number_comes_before_an_equal_one() -> None:
    other = "+14045550101"
    owned = [NumberAtHand(SAME_CODE, calls=0), NumberAtHand(other, campaigns_own=True, calls=9)]
    assert caller_id_for(VOTER, owned) == other


@given(
    st.lists(
        st.builds(
            NumberAtHand,
            st.sampled_from([SAME_CODE, SAME_STATE, FAR]),
            st.booleans(),
            st.booleans(),
            st.integers(0, 500),
        )
    )
)
def test_only_owned_numbers_are_ever_shown(owned: list[NumberAtHand]) -> None:
    shown = caller_id_for(VOTER, owned)
    assert shown in {each.e164 for each in owned} if owned else shown is None

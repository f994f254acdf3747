"""The demo's voters are known to the programs that stand in for others'."""

from phonebank.demo.people import made_up_voters, with_landlines
from phonebank.simulator.van import StandIn


def test_each_voter_of_the_demo_is_somebody_in_its_van() -> None:
    van = StandIn(knows_everybody=True)
    ids = [voter.file_id for voter in (*made_up_voters(300), *with_landlines(300))]
    known = [van.person(each) for each in ids]
    assert [str(each.van_id) for each in known if each is not None] == ids
    assert len(set(ids)) == len(ids)
    assert StandIn().person(ids[0]) is None

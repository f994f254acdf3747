"""A stand-in for VAN's API: it holds requests to VAN's published rules, and keeps what it took.

Its own codes have numbers of its own, so that whoever writes down VAN's numbers is found out.
"""

from phonebank.simulator.van.people import PEOPLE, Person
from phonebank.simulator.van.server import StandIn, run_stand_in

__all__ = ["PEOPLE", "Person", "StandIn", "run_stand_in"]

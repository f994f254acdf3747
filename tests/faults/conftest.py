"""A clean simulator for each fault."""

from tests.support.simulator import running_simulator, simulator

__all__ = ["running_simulator", "simulator"]

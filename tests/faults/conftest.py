"""A clean simulator for each fault, and a carrier that signs what it sends."""

from tests.support.simulator import running_simulator, simulator
from tests.webhooks.conftest import app, carrier

__all__ = ["app", "carrier", "running_simulator", "simulator"]

"""The simulated carrier, and something for it to call."""

from collections.abc import Iterator

import pytest

from tests.support.receiver import Receiver, run_receiver
from tests.support.simulator import running_simulator, simulator

__all__ = ["running_simulator", "simulator"]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """An application in miniature."""
    with run_receiver() as running:
        yield running

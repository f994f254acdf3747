"""Telling the simulator who its voters are."""

import json
import time
import urllib.error
import urllib.request

from phonebank.demo.people import MadeUpVoter

DEADLINE_SECONDS = 30.0


def introduce(simulator_url: str, voters: list[MadeUpVoter]) -> None:
    """Give the simulator the made-up voters' languages and tempers, once it answers.

    Raises TimeoutError where it does not.
    """
    body = json.dumps([voter.for_simulator() for voter in voters]).encode()
    request = urllib.request.Request(  # noqa: S310 - the demo's own simulator
        f"{simulator_url}/control/voters", body, {"Content-Type": "application/json"}
    )
    deadline = time.monotonic() + DEADLINE_SECONDS
    while True:
        try:
            with urllib.request.urlopen(request, timeout=5):  # noqa: S310
                return
        except urllib.error.URLError:
            if time.monotonic() > deadline:
                raise TimeoutError("the simulator does not answer") from None
            time.sleep(0.1)

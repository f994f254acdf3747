"""Debian's Chromium, for browser tests and pictures."""

from pathlib import Path

from scripts.environment.errors import SetupError

_CHROMIUMS = (Path("/usr/bin/chromium-headless-shell"), Path("/usr/bin/chromium"))


def chromium() -> Path:
    """The one without windows where it is there: a page costs it a quarter of the other's time.

    Raises:
        SetupError: neither is installed.
    """
    found = next((each for each in _CHROMIUMS if each.exists()), None)
    if found is None:
        raise SetupError(
            "Debian's Chromium is missing. "
            "Run: apt-get update && apt-get install -y chromium-headless-shell"
        )
    return found

"""What the demo says when it is ready."""

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urljoin

from phonebank.simulator.van import StandIn

VAN = StandIn()
TO_TRY = {
    "coordinator": "plan a shift, launch it, and watch it while it runs",
    "caller": "check the microphone, press N, and talk with a voter",
    "predictive": "press N once, and voters who answer come to you by themselves",
    "texter": "send first messages, and answer those who reply",
}


def greeting(url: str, links: Mapping[str, str], log: Path) -> str:
    """The address, a link to sign in by for each role, and what to try."""
    lines = ["", f"phonebank is ready: {url}", ""]
    for role, to_try in TO_TRY.items():
        lines += [f"  {role}: {to_try}", f"    {urljoin(url, links[role])}", ""]
    lines += [
        f"To connect with VAN (Results → Other programs): {VAN.app_name}, key {VAN.api_key}",
        "",
    ]
    lines += ["Everyone in it is made up, and nobody is really called or texted."]
    lines += [f"Logs: {log}. Ctrl-C ends it; --fresh begins again."]
    return "\n".join(lines)

"""A part of a font: the letters that pages show, without what no page asks of it."""

import subprocess
from collections.abc import Iterable
from pathlib import Path

from scripts.environment.errors import SetupError
from scripts.environment.places import PYTHON

# Of what a font can do, what spelling needs, and figures of one width for clocks and tables.
LATIN_FEATURES = "ccmp,kern,liga,locl,mark,mkmk,tnum"
# Nastaliq is nothing but what its rules make of the letters.
ALL_FEATURES = "*"


def cut_font(source: Path, target: Path, *, letters: Iterable[str] = "", features: str) -> None:
    """Write the letters of a font that are named (none: every one) to another file.

    It runs in the environment that was just made: fontTools is no part of a bare Python.

    Raises:
        SetupError: fontTools refused the font.
    """
    wanted = ",".join(f"{ord(letter):04X}" for letter in letters) or "*"
    options = [
        f"--unicodes={wanted}",
        f"--layout-features={features}",
        f"--output-file={target}",
        "--flavor=woff2",
        "--no-hinting",
    ]
    command = [str(PYTHON), "-m", "fontTools.subset", str(source), *options]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode:
        raise SetupError(f"{source.name} cannot be cut.\n{done.stderr.strip()}")

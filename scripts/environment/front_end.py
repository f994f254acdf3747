"""The front-end packages from npm, and the few of their files that pages load."""

import gzip
import shutil
from pathlib import Path

from scripts.environment import cut_font, fonts
from scripts.environment.errors import SetupError
from scripts.environment.node import find_node
from scripts.environment.places import NODE_MODULES, ROOT, VENDOR
from scripts.environment.python_packages import Level
from scripts.environment.stamp import Stamp, digest

FILES = ["@twilio/voice-sdk/dist/twilio.min.js"]
COMPRESSED = {".js", ".css"}


def install_front_end(level: Level) -> None:
    """Install the packages of package-lock.json and put what pages load into static/vendor.

    The simulator and the tests need the development packages, a deployment does not.

    Raises:
        SetupError: no Node.js, npm failed, or a package has not the file we take from it.
    """
    stamp = Stamp("front-end")
    omitted = ["--omit=dev"] if level is Level.app else []
    inputs = {"omitted": " ".join(omitted), "lock": digest(_inputs())}
    if stamp.is_for(**inputs) and VENDOR.exists() and NODE_MODULES.exists():
        return
    stamp.clear()
    print("Installing the front-end packages of package-lock.json ...", flush=True)
    quiet = ["--no-audit", "--no-fund", "--loglevel=error"]
    find_node().run_npm("ci", "--ignore-scripts", *quiet, *omitted)
    _fill_vendor()
    stamp.write(**inputs)


def _inputs() -> list[Path]:
    ours = [Path(__file__), Path(fonts.__file__), Path(cut_font.__file__)]
    return [ROOT / "package-lock.json", ROOT / ".npmrc", *ours]


def _fill_vendor() -> None:
    """Build the folder beside its place, then exchange it whole."""
    fresh = VENDOR.with_name("vendor.unfinished")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    try:
        for name in FILES:
            shutil.copyfile(NODE_MODULES / name, fresh / Path(name).name)
        for script in fonts.SCRIPTS:
            fonts.write_script(script, fresh / "fonts")
    except OSError as missing:
        raise SetupError(f"An npm package is not as expected: {missing}") from missing
    _compress(fresh)
    shutil.rmtree(VENDOR, ignore_errors=True)
    fresh.rename(VENDOR)


def _compress(folder: Path) -> None:
    """A .gz beside each text file, which WhiteNoise serves to browsers that take it."""
    for file in folder.rglob("*"):
        if file.suffix in COMPRESSED:
            packed = gzip.compress(file.read_bytes(), mtime=0)
            file.with_name(f"{file.name}.gz").write_bytes(packed)

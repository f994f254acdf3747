"""`scripts/setup`: quick when nothing changed, and a failure is never taken for a success."""

import json
import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from scripts.environment import stamp as stamp_module
from scripts.environment.fonts import SCRIPTS, Script
from scripts.environment.stamp import Stamp

ROOT = Path(__file__).parents[2]
VENDOR = ROOT / "phonebank/web/static/vendor"


def setup(*arguments: str, root: Path = ROOT, path: str = "") -> subprocess.CompletedProcess[str]:
    environment = os.environ | ({"PATH": path} if path else {})
    command = ["/bin/bash", str(root / "scripts/setup"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)


def test_a_second_setup_does_nothing_and_is_quick() -> None:
    assert setup("--with", "test").returncode == 0
    begun = time.monotonic()
    again = setup("--with", "test")
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")
    assert time.monotonic() - begun < 3


def test_asking_for_less_takes_nothing_away() -> None:
    setup("--with", "test")
    assert (setup().stdout, setup("--with", "demo").stdout) == ("", "")
    assert (ROOT / ".venv/bin/pytest").exists()


def test_the_phonebank_command_is_installed() -> None:
    assert os.access(ROOT / ".venv/bin/phonebank", os.X_OK)


def test_pages_find_the_voice_sdk_unmodified() -> None:
    ours = (VENDOR / "twilio.min.js").read_bytes()
    assert ours == (ROOT / "node_modules/@twilio/voice-sdk/dist/twilio.min.js").read_bytes()


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_each_style_sheet_of_fonts_names_files_that_are_there(script: Script) -> None:
    sheet = (VENDOR / "fonts" / f"{script.name}.css").read_text()
    files = [part.split(")")[0] for part in sheet.split("url(")[1:]]
    assert files
    assert all((VENDOR / "fonts" / file).stat().st_size > 500 for file in files)
    assert sheet.count("unicode-range:") == sheet.count("font-display:swap") == len(files)


def test_without_python_311_the_answer_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "scripts").mkdir()
    text = (ROOT / "scripts/setup").read_text().replace("/usr/bin/python3.11", "")
    (tmp_path / "scripts/setup").write_text(text)
    (tmp_path / "dirname").symlink_to(shutil.which("dirname") or "")
    done = setup(root=tmp_path, path=str(tmp_path))
    assert done.returncode == 1
    assert "apt-get install python3.11" in done.stderr


@pytest.fixture
def step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stamp:
    monkeypatch.setattr(stamp_module, "VENV", tmp_path)
    return Stamp("step")


def test_a_step_begun_and_not_finished_is_not_believed_done(step: Stamp) -> None:
    step.write(lock="a")
    assert step.is_for(lock="a")
    step.clear()
    assert not step.is_for(lock="a")


def test_a_step_is_not_done_for_another_lock(step: Stamp) -> None:
    step.write(lock="a")
    assert not step.is_for(lock="b")


def test_an_environment_copied_from_another_checkout_is_not_believed(step: Stamp) -> None:
    step.path.write_text(json.dumps({"lock": "a", "root": "/somewhere/else"}))
    assert not step.is_for(lock="a")
    assert step.read() == {}


def test_a_stamp_cut_short_by_a_crash_is_not_believed(step: Stamp) -> None:
    step.path.write_text('{"lock": "a", "ro')
    assert not step.is_for(lock="a")

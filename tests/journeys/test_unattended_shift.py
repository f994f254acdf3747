"""A whole shift, as `./scripts/demo --shift` runs it: robots by the browser's doors, real
processes, real servers, and books that balance."""

import json
import subprocess
import tempfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def figures() -> dict[str, float]:
    """The figures of one short shift, which must have ended well."""
    with tempfile.TemporaryDirectory(prefix="phonebank-shift-") as folder:
        file = Path(folder) / "figures.json"
        command = [ROOT / "scripts/demo", "--shift", "--volunteers=4", "--minutes=0.4"]
        command += [f"--json={file}", f"--folder={Path(folder) / 'demo'}"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=400)
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
        return dict(json.loads(file.read_text()))


def test_the_books_balance_and_nothing_went_wrong(figures: dict[str, float]) -> None:
    assert figures["errors"] == 0


@pytest.mark.parametrize("figure", ["calls", "answered", "answers", "texts_sent", "replies"])
def test_voters_were_called_and_texted_and_answered(figures: dict[str, float], figure: str) -> None:
    assert figures[figure] > 0


def test_the_figures_are_all_there(figures: dict[str, float]) -> None:
    assert set(figures) == {
        "calls",
        "answered",
        "conversations",
        "answers",
        "texts_sent",
        "replies",
        "opt_outs",
        "errors",
        "seconds",
    }

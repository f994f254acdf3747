"""Locks: every package pinned by hash, none tied to a registry."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
REQUIREMENTS = sorted((ROOT / "requirements").glob("*.txt"))
LOCKS = [*REQUIREMENTS, ROOT / "package-lock.json", ROOT / ".npmrc"]


def test_there_is_a_lock_for_a_deployment_the_demo_and_the_tests() -> None:
    assert [lock.stem for lock in REQUIREMENTS] == ["app", "demo", "test"]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_names_no_address(lock: Path) -> None:
    assert not re.search(r"https?:|registry=|^--|\bfile:", lock.read_text(), re.MULTILINE)


@pytest.mark.parametrize("lock", REQUIREMENTS, ids=lambda lock: lock.name)
def test_every_python_package_is_pinned_by_hash(lock: Path) -> None:
    text = re.sub(r"^\s*#.*\n", "", lock.read_text(), flags=re.MULTILINE)
    entries = text.replace("\\\n", " ").splitlines()
    assert len(entries) > 30
    assert [entry for entry in entries if not re.match(r"\S+==\S+ .*--hash=sha256:", entry)] == []


def test_every_npm_package_is_pinned_by_hash() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert [name for name, package in packages.items() if name and "integrity" not in package] == []


def test_what_a_deployment_runs_is_what_the_tests_ran() -> None:
    app, demo, test = (pins(lock) for lock in REQUIREMENTS)
    assert app <= demo <= test


def pins(lock: Path) -> set[str]:
    return set(re.findall(r"^(\S+==\S+)", lock.read_text(), re.MULTILINE))

"""The `phonebank` command as a person types it: figures on success, one sentence on a mistake."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
VOTERS = (
    "First Name,Last Name,Cell Phone,Language\n"
    "Ada,Example,651-555-0101,Vietnamese\n"
    "Bo,Example,not a number,Hmong\n"
)


class Shell:
    """Runs the command with an installation's environment."""

    def __init__(self, database_url: str, folder: Path) -> None:
        self.folder = folder
        self.environment = {
            "PATH": os.environ["PATH"],
            "PHONEBANK_DATABASE_URL": database_url,
            "PHONEBANK_REDIS_URL": "redis://127.0.0.1:1/0",
            "PHONEBANK_PUBLIC_URL": "https://phonebank.example.org",
            "PHONEBANK_WEBHOOKS_URL": "https://hooks.example.org",
            "PHONEBANK_SECRET_KEY": "made up for the tests",
            "PYTHONPATH": str(ROOT),
        }

    def run(self, *arguments: str, given: str = "") -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-m", "phonebank", *arguments]
        return subprocess.run(
            command,
            env=self.environment,
            cwd=self.folder,
            capture_output=True,
            encoding="utf-8",
            input=given,
        )

    def works(self, *arguments: str, given: str = "") -> str:
        done = self.run(*arguments, given=given)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def fails(self, *arguments: str) -> str:
        done = self.run(*arguments)
        assert (done.returncode, done.stdout) == (1, "")
        assert len(done.stderr.splitlines()) == 1, done.stderr
        return done.stderr


@pytest.fixture
def shell(migrated_database_url: str, tmp_path: Path) -> Shell:
    return Shell(migrated_database_url, tmp_path)


def test_an_organisation_is_brought_in_with_its_number_its_member_and_its_voters(
    shell: Shell,
) -> None:
    (shell.folder / "voters.csv").write_text(VOTERS)
    shell.works("add-organisation", "sample", "Sample Neighbors", "--coalition", "Example")
    assert "+16515550100" in shell.works("add-number", "--org", "sample", "(651) 555-0100")
    link = shell.works("add-member", "--org", "sample", "casey@example.org")
    assert link.startswith("https://phonebank.example.org/sign-in/")
    imports = ("import-voters", "--org", "sample", "--list", "December", "voters.csv")
    report = json.loads(shell.works(*imports, "--json"))
    assert [report[key] for key in ("rows", "imported", "merged", "rejected")] == [2, 1, 0, 1]
    again = shell.works(*imports)
    assert again.startswith("2 rows: 0 imported, 1 merged, 1 rejected")
    voters = shell.works("export", "--org", "sample", "--layout", "voters", "-")
    assert "Ada,Example,vi,16515550101" in voters
    results = json.loads(shell.works("results", "--org", "sample", "--by", "day", "--json"))
    assert results["calls"]["tried"] == 0
    secret = shell.works("tokens", "make", "--org", "sample", "Spreadsheet").strip()
    assert f"…{secret[-4:]}\tSpreadsheet" in shell.works("tokens", "list", "--org", "sample")
    assert "there is no such test" in shell.fails("message-test", "--org", "sample", "1", "--json")
    taken = ("take-import-back", "--org", "sample", str(report["import_id"]))
    assert "later import" in shell.fails(*taken)
    later = str(report["import_id"] + 1)
    assert shell.works("take-import-back", "--org", "sample", later) == "taken back\n"
    assert shell.works(*taken) == "taken back\n"
    assert "Ada" not in shell.works("export", "--org", "sample", "--layout", "voters", "-")
    assert shell.works("sign-in-link", "--org", "sample", "casey@example.org").startswith("https")


def test_a_file_that_is_no_voter_list_is_refused_with_a_sentence(shell: Shell) -> None:
    (shell.folder / "picture.csv").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    shell.works("add-organisation", "sample", "Sample Neighbors")
    shell.fails("import-voters", "--org", "sample", "--list", "December", "picture.csv")


def test_an_unknown_organisation_is_named(shell: Shell) -> None:
    assert "no organisation nobody" in shell.fails("add-number", "--org", "nobody", "6515550100")


def test_the_gate_explains_itself(shell: Shell) -> None:
    at_night = ("may-contact", "651-555-0123", "--channel", "text", "--at", "2026-12-02T04:00:00Z")
    said = json.loads(shell.works(*at_night, "--state", "MN", "--json"))
    assert (said["allowed"], said["reason"]) == (False, "hours")
    assert said["opens_at"] == "2026-12-02T15:00:00+00:00"


def test_a_text_is_measured_as_it_is_given(shell: Shell) -> None:
    said = json.loads(shell.works("segments", given="á" * 70 + "\n"))
    assert said == {"encoding": "UCS-2", "units": 71, "segments": 2}


def test_a_reply_is_read(shell: Shell) -> None:
    question = '{"choices": [{"id": "yes", "text": {"en": "Yes"}}]}'
    ask = ("read-reply", "--language", "ur", "--question", question)
    assert json.loads(shell.works(*ask, "۱", "--json")) == {"kind": "answer", "answer": "yes"}
    assert json.loads(shell.works(*ask, "-1", "--json"))["kind"] == "free"
    assert "served" in shell.fails("read-reply", "--language", "xx", "yes")


def test_the_pace_of_a_campaign_that_does_not_exist_is_a_sentence(shell: Shell) -> None:
    shell.works("add-organisation", "sample", "Sample Neighbors")
    pace = ("set-pace", "--org", "sample", "--texts-per-second", "0.5", "Nothing")
    assert "no such campaign" in shell.fails(*pace)


def test_a_time_without_a_zone_is_a_sentence(shell: Shell) -> None:
    arguments = ("may-contact", "6515550123", "--channel", "call", "--at", "2026-12-02T04:00:00")
    assert "offset" in shell.fails(*arguments)


def test_a_missing_key_is_a_sentence(shell: Shell) -> None:
    del shell.environment["PHONEBANK_REDIS_URL"]
    assert "PHONEBANK_REDIS_URL" in shell.fails("migrate")

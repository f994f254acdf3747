"""A million voters taken home as CSV, beside a bare COPY TO of the same columns.

Ours goes through the web application as a download does: header, neutral cells, chunks handed to
the server. The memory is that of the process which does it.
"""

import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator

import psycopg
from sqlalchemy import text
from sqlalchemy.engine import make_url

from bench._figures import Figure, against, arguments, report
from bench._voters import fill_voters
from phonebank.db import Database, make_engine
from phonebank.migrations import upgrade
from phonebank.services.exports import FileFormat, LayoutName, Scope, exported, layout_named

BARE = """
    COPY (SELECT v.voter_file_id, v.first_name, v.last_name, v.language,
                 (SELECT string_agg(p.e164, ' ') FROM phone_number p WHERE p.voter_id = v.id),
                 v.address, v.city, v.state, v.zip_code
            FROM voter v ORDER BY v.id) TO STDOUT (FORMAT csv)
    """


def main() -> None:
    """Run the rounds and report."""
    options = arguments("Voters taken home", rows=1_000_000, rounds=3)
    url = os.environ["PHONEBANK_DATABASE_URL"]
    upgrade(url)
    fill_voters(url, options.rows)
    ours, bare, memory = [], [], []
    for _ in range(options.rounds):
        bare.append(_bare(url))
        seconds, megabytes = _ours()
        ours.append(seconds)
        memory.append(megabytes)
    figures = [
        against(f"{options.rows} voters as CSV", ours, "s", "bare COPY TO", bare),
        Figure("memory of the process", max(memory), "MB"),
    ]
    report("export", figures, options.json)


def _bare(url: str) -> float:
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain) as connection:
        began = time.perf_counter()
        with connection.cursor().copy(BARE) as copy:
            for _ in copy:
                pass
        return time.perf_counter() - began


def _ours() -> tuple[float, float]:
    command = [sys.executable, "-m", "bench.export", "one"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    seconds, megabytes = done.stdout.split()[-2:]
    return float(seconds), float(megabytes)


def _one() -> None:
    """What the process does that is measured."""
    engine = make_engine(os.environ["PHONEBANK_DATABASE_URL"])
    with Database(engine).transaction() as session:
        organisation_id = session.scalar(text("SELECT min(id) FROM organisation")) or 0
        began = time.perf_counter()
        layout = layout_named(session, LayoutName.VOTERS, Scope(organisation_id))
        lines = _lines(exported(session, layout, FileFormat.CSV))
        seconds = time.perf_counter() - began
        assert lines == 1 + (session.scalar(text("SELECT count(*) FROM voter")) or 0)  # noqa: S101
    print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3)


def _lines(pieces: Iterator[bytes]) -> int:
    return sum(piece.count(b"\n") for piece in pieces)


if __name__ == "__main__":
    _one() if sys.argv[1:2] == ["one"] else main()

"""A voter file into a list, beside a bare COPY of the same file into a table without an index.

Both are of a million rows with two numbers each, and of a tenth of them: the ratio of the two says
whether an import takes longer the larger it is. What is there between the turns is emptied. The
memory is the process's own at its largest, that of a backend what it does not share with others.
"""

import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import psutil
import psycopg
from sqlalchemy import text
from sqlalchemy.engine import make_url

from bench._figures import Figure, against, arguments, report
from bench._voter_file import HEADER, write_voter_file
from phonebank.db import Database, make_engine
from phonebank.domain.organisation import Organisation
from phonebank.migrations import upgrade
from phonebank.services.importing import import_voters

SLUG = "bench"


def main() -> None:
    """Run the rounds and report."""
    options = arguments("A voter file into a list", rows=1_000_000, rounds=1)
    url = os.environ["PHONEBANK_DATABASE_URL"]
    upgrade(url)
    _found(url)
    with tempfile.TemporaryDirectory() as folder:
        sizes = [max(1, options.rows // 10), options.rows]
        files = {rows: _written(Path(folder), rows) for rows in sizes}
        ours: dict[int, list[float]] = {rows: [] for rows in sizes}
        figures = []
        for rows, file in files.items():
            bare, memory = [], []
            for _ in range(options.rounds):
                _empty(url)
                bare.append(_bare_copy(url, file))
                seconds, *largest = _import(url, file)
                ours[rows].append(seconds)
                memory.append(largest)
                told = f"{rows} rows: {seconds:.1f} s, bare COPY {bare[-1]:.2f} s, {largest} MB"
                print(told, file=sys.stderr, flush=True)
            figures.append(against(f"{rows} rows", ours[rows], "s", "bare COPY", bare))
            process, backend = (max(each) for each in zip(*memory, strict=True))
            figures.append(Figure(f"{rows} rows, memory of the process", process, "MB"))
            figures.append(Figure(f"{rows} rows, memory of a backend", backend, "MB"))
    small, large = (min(ours[rows]) / rows for rows in sizes)
    figures.append(Figure("time a row, of ten times the rows", round(large / small, 2), "times"))
    report("import", figures, options.json)


def _found(url: str) -> None:
    engine = make_engine(url)
    with Database(engine).transaction() as session:
        session.add(Organisation(slug=SLUG, name="Bench", created_at=datetime.now(UTC)))
    engine.dispose()


def _written(folder: Path, rows: int) -> Path:
    path = folder / f"{rows}.csv"
    write_voter_file(path, rows)
    return path


def _empty(url: str) -> None:
    with _connection(url) as connection:
        connection.execute(
            "TRUNCATE voter_list, voter, phone_number, voter_list_entry, rejected_row CASCADE"
        )
        connection.execute("CHECKPOINT") if _may_checkpoint(connection) else None


def _may_checkpoint(connection: psycopg.Connection[tuple[object, ...]]) -> bool:
    role = connection.execute("SELECT pg_has_role(current_user, 'pg_checkpoint', 'member')")
    return bool(role.fetchone() == (True,))


def _bare_copy(url: str, file: Path) -> float:
    columns = ", ".join(f"c{number} text" for number in range(len(HEADER)))
    with _connection(url) as connection:
        connection.execute(f"CREATE TABLE bare ({columns})")
        began = time.perf_counter()
        with (
            file.open("rb") as stream,
            connection.cursor().copy("COPY bare FROM STDIN (FORMAT csv, HEADER)") as copy,
        ):
            while piece := stream.read(1 << 16):
                copy.write(piece)
        seconds = time.perf_counter() - began
        connection.execute("DROP TABLE bare")
    return seconds


def _import(url: str, file: Path) -> tuple[float, float, float]:
    """Seconds and the most memory (MB) of the process and of a backend; in a process of its own."""
    command = [sys.executable, "-m", "bench.import", "one", str(file)]
    with _largest_backend() as largest:
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    seconds, memory = done.stdout.split()[-2:]
    return float(seconds), float(memory), round(max(largest), 1)


@contextmanager
def _largest_backend() -> Iterator[list[float]]:
    """Looks ten times a second at what each of the server's processes holds for itself."""
    largest, over = [0.0], threading.Event()

    def watch() -> None:
        while not over.wait(0.1):
            for process in psutil.process_iter(["name"]):
                if process.info["name"] == "postgres":
                    with suppress(psutil.Error):  # it may have ended meanwhile
                        memory = process.memory_info()
                        largest.append((memory.rss - memory.shared) / 1e6)

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield largest
    finally:
        over.set()
        thread.join()


def _one(file: Path) -> None:
    """What the process does that is measured."""
    engine = make_engine(os.environ["PHONEBANK_DATABASE_URL"])
    began = time.perf_counter()
    done = import_voters(Database(engine), SLUG, "Bench", file, lambda: datetime.now(UTC))
    seconds = time.perf_counter() - began
    with engine.connect() as connection:
        entries = connection.scalar(text("SELECT count(*) FROM voter_list_entry"))
    assert done.imported == entries == done.rows - done.rejected - done.merged  # noqa: S101
    print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3)


def _connection(url: str) -> psycopg.Connection[tuple[object, ...]]:
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(plain, autocommit=True)


if __name__ == "__main__":
    _one(Path(sys.argv[2])) if sys.argv[1:2] == ["one"] else main()

"""Claims of the next voter among a million, beside pgbench doing the same update.

Both run over the same number of connections against the same table, which is put back between the
turns. A double claim is a voter whom two callers were given.
"""

import multiprocessing
import os
import re
import subprocess
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Barrier

from sqlalchemy import Connection, text

from bench._figures import Figure, against, arguments, report
from phonebank.db import Database, make_engine
from phonebank.migrations import upgrade
from phonebank.services.claiming import CLAIM, claim

AT = datetime(2026, 12, 1, 18, tzinfo=UTC)
CALLERS = 24
PROCESSES = 4
LANGUAGE = "en"
STATEMENT, TRANSACTION = "claims", "claims in a transaction"
REFERENCES = {
    STATEMENT: "pgbench, the same update",
    TRANSACTION: "pgbench, the same update between BEGIN and COMMIT",
}
"""The claim by itself; and as a click makes it, in a session's transaction."""


def main() -> None:
    """Run the rounds and report."""
    options = arguments("Claims of the next voter", voters=1_000_000, rounds=5, seconds=5.0)
    url = os.environ["PHONEBANK_DATABASE_URL"]
    upgrade(url)
    shift_id = _fill(url, options.voters)
    claimed: list[int] = []
    figures = []
    for kind, reference in REFERENCES.items():
        ours: list[float] = []
        theirs: list[float] = []
        for number in range(options.rounds):
            for turn in (0, 1) if number % 2 else (1, 0):  # each goes first as often
                _restore(url)
                if turn:
                    theirs.append(_pgbench(url, shift_id, kind, options.seconds))
                else:
                    ids = _our_claims(url, shift_id, kind, options.seconds)
                    ours.append(len(ids) / options.seconds)
                    claimed += _twice(ids)
        figures.append(against(kind, ours, "1/s", reference, theirs))
    report("claim", [*figures, Figure("double claims", len(claimed), "voters")], options.json)


def _twice(ids: list[int]) -> list[int]:
    return [id_ for id_, times in Counter(ids).items() if times > 1]


def _restore(url: str) -> None:
    """Everybody waits again, and nothing is left of those who were claimed."""
    engine = make_engine(url)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        waiting = "UPDATE assignment SET state = 'waiting' WHERE state <> 'waiting'"
        connection.execute(text(waiting))
        connection.execute(text("VACUUM (FULL, ANALYZE) assignment"))
    engine.dispose()


def _fill(url: str, voters: int) -> int:
    """A shift with so many waiting voters, written set by set."""
    engine = make_engine(url)
    with engine.begin() as connection:
        for statement in _FILL.split(";"):
            connection.execute(text(statement), {"voters": voters, "at": AT, "callers": CALLERS})
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE assignment"))
        return int(connection.execute(text("SELECT min(id) FROM shift")).scalar_one())


_FILL = """
INSERT INTO organisation (slug, name, opt_out_scope, frozen, created_at)
     VALUES ('bench', 'Bench', 'organisation', false, :at);
INSERT INTO campaign (organisation_id, name, sender_name, languages, max_attempts, created_at)
     SELECT id, 'Bench', 'Bench', '{en}', 3, :at FROM organisation;
INSERT INTO call_script (organisation_id, campaign_id, name, version, opening, first_text)
     SELECT organisation_id, id, 'Bench', 1, '{}', '{}' FROM campaign;
INSERT INTO voter_list (organisation_id, name, created_at)
     SELECT id, 'Bench', :at FROM organisation;
INSERT INTO shift (organisation_id, campaign_id, voter_list_id, call_script_id, name, channel,
                   languages, state, join_code, sign_up_code,
                   callers_wanted, starts_at, ends_at, launched_at)
     SELECT s.organisation_id, s.campaign_id, l.id, s.id, 'Bench', 'call', '{en}', 'running',
            'bench', 'bench', '{}', :at, CAST(:at AS timestamptz) + interval '4 hours', :at
       FROM call_script s, voter_list l;
INSERT INTO caller (organisation_id, shift_id, name, contact, languages, page_language, return_code,
                    tab, on_break, joined_at, seen_at)
     SELECT organisation_id, id, 'Bench', '', '{en}', 'en', 'bench-' || n, '', false, :at, :at
       FROM shift, generate_series(1, :callers) n;
INSERT INTO voter (organisation_id, identity, first_name, last_name, romanised_name, language,
                   address, city, state, zip_code, extra, created_at, updated_at)
     SELECT o.id, 'id:' || n, 'Ada', 'Example', '', 'en', '', '', 'MN', '', '{}', :at, :at
       FROM organisation o, generate_series(1, :voters) n;
INSERT INTO assignment (organisation_id, shift_id, voter_id, language, position, state, not_before,
                        attempts)
     SELECT v.organisation_id, s.id, v.id, 'en', v.id, 'waiting', :at, 0 FROM voter v, shift s
"""


def _pgbench(url: str, shift_id: int, kind: str, seconds: float) -> float:
    """Transactions a second of pgbench with our own statement."""
    values = {
        "shift_id": str(shift_id),
        "caller_id": "1",
        "language": f"'{LANGUAGE}'",
        "at": f"'{AT.isoformat()}'",
    }
    script = CLAIM % values
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "claim.sql"
        line = " ".join(script.split()) + ";\n"
        file.write_text(line if kind is STATEMENT else f"BEGIN;\n{line}COMMIT;\n")
        command = [os.environ["PHONEBANK_BENCH_PGBENCH"], "-n", "-M", "prepared", "-f", str(file)]
        command += ["-c", str(CALLERS), "-j", "2", "-T", str(max(1, round(seconds)))]
        command += [url.replace("postgresql+psycopg", "postgresql")]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    found = re.search(r"tps = ([\d.]+)", done.stdout)
    assert found is not None, done.stdout  # noqa: S101
    return float(found[1])


def _our_claims(url: str, shift_id: int, kind: str, seconds: float) -> list[int]:
    """The ids that our callers were given in that time, over as many connections."""
    with multiprocessing.Manager() as manager:
        ready = manager.Barrier(PROCESSES)
        work = [(url, shift_id, kind, CALLERS // PROCESSES, ready, seconds)] * PROCESSES
        with multiprocessing.get_context("spawn").Pool(PROCESSES) as pool:
            return [each for ids in pool.starmap(_callers, work) for each in ids]


def _callers(
    url: str, shift_id: int, kind: str, count: int, ready: Barrier, seconds: float
) -> list[int]:
    database = Database(make_engine(url, pool_size=count))
    begin = database.statements.connect if kind == STATEMENT else _transaction(database)
    connected = threading.Barrier(count, lambda: _wait(ready))
    claimed: list[int] = []

    def one_caller() -> None:
        with begin() as connection:
            connection.execute(text("SELECT 1"))
            connected.wait()
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            with begin() as connection:
                found = claim(connection, shift_id, 1, [LANGUAGE], AT)
            if found is not None:
                claimed.append(found.id)

    threads = [threading.Thread(target=one_caller) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    database.engine.dispose()
    return claimed


def _transaction(database: Database) -> Callable[[], AbstractContextManager[Connection]]:
    @contextmanager
    def begin() -> Iterator[Connection]:
        with database.transaction() as session:
            yield session.connection()

    return begin


def _wait(ready: Barrier) -> None:
    ready.wait()


if __name__ == "__main__":
    main()

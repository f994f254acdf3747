"""An unattended shift: robots call and text for a while, then the books are balanced."""

import argparse
import asyncio
import json
import sys
import time
from pathlib import Path
from typing import Any

from sqlalchemy import select

from phonebank.demo.books import imbalances
from phonebank.demo.carriers_books import contradictions
from phonebank.demo.volunteers import Work, call_voters, text_voters
from phonebank.domain.contact_rules import Channel
from phonebank.domain.shift import Shift
from phonebank.services.reporting import Figures, figures
from phonebank.wiring import Application, application

SETTLING_SECONDS = 90.0
TEXTERS_IN = 4
"""One volunteer in so many texts; the others call."""


def main() -> int:
    """Run the shift, print and write its figures; 0 only if the books balance."""
    options = _options()
    app = application()
    started = time.monotonic()
    errors = asyncio.run(_work(app, options))
    problems = _settled(app, options.simulator_url)
    result = _result(app, errors + problems, time.monotonic() - started)
    print(json.dumps(result))
    for problem in errors + problems:
        print(f"shift: {problem}", file=sys.stderr)
    if options.json is not None:
        options.json.write_text(json.dumps(result, indent=2) + "\n")
    return 1 if errors or problems else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--volunteers", type=int, default=5)
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--base-url", required=True)
    parser.add_argument("--simulator-url", required=True)
    return parser.parse_args()


async def _work(app: Application, options: argparse.Namespace) -> list[str]:
    """All volunteers at once."""
    until = time.monotonic() + options.minutes * 60
    paths = _join_paths(app)
    callers = 0
    tasks = []
    for number in range(options.volunteers):
        texts = number % TEXTERS_IN == TEXTERS_IN - 1 or options.volunteers == number + 1 > 1
        work = Work(
            base_url=options.base_url,
            simulator_url=options.simulator_url,
            join_path=_path(paths, texts, callers),
            until=until,
            number=number,
        )
        callers += not texts
        tasks.append(text_voters(work) if texts else call_voters(work))
    found = await asyncio.gather(*tasks, return_exceptions=True)
    return [
        sentence
        for errors in found
        for sentence in ([repr(errors)] if isinstance(errors, BaseException) else errors)
    ]


def _shifts(app: Application) -> list[Shift]:
    with app.database.transaction() as session:
        return list(session.scalars(select(Shift).order_by(Shift.id)))


def _join_paths(app: Application) -> dict[Channel, list[str]]:
    paths: dict[Channel, list[str]] = {channel: [] for channel in Channel}
    for shift in _shifts(app):
        paths[shift.channel].append(f"/join/{shift.join_code}")
    return paths


def _path(paths: dict[Channel, list[str]], texts: bool, callers: int) -> str:
    """Callers take the shifts that call in turn: one where they press, and one that dials."""
    of_kind = paths[Channel.TEXT if texts else Channel.CALL]
    return of_kind[0 if texts else callers % len(of_kind)]


def _settled(app: Application, simulator_url: str) -> list[str]:
    """What is out of balance once everything under way has had time to settle."""
    deadline = time.monotonic() + SETTLING_SECONDS
    while True:
        with app.database.transaction() as session:
            problems = [*imbalances(session), *contradictions(session, simulator_url)]
        if not problems or time.monotonic() > deadline:
            return problems
        time.sleep(1.0)


def _result(app: Application, problems: list[str], seconds: float) -> dict[str, Any]:
    counted: list[Figures] = []
    for shift in _shifts(app):
        with app.database.transaction() as session:
            counted.append(figures(session, shift))
    names = ("calls", "answered", "conversations", "answers", "texts_sent", "replies", "opt_outs")
    totals = {name: sum(getattr(each, name) for each in counted) for name in names}
    return {**totals, "errors": len(problems), "seconds": round(seconds, 1)}


if __name__ == "__main__":
    sys.exit(main())

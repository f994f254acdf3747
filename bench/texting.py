"""Texting: (a) at the carrier's pace, (b) as fast as it goes, (c) replies, (d) a full database.

`--part 3` runs (c) alone, and so on; by default all four.
"""

import os

from sqlalchemy import Engine, text

from bench._carrier import simulated_carrier
from bench._figures import Figure, arguments, report
from bench._texting_inbox import inbox_figures
from bench._texting_pace import pace_figures, speed_figures
from bench._texting_replies import reply_figures
from bench._texting_world import make_campaign
from bench._voters import VOTER_TABLES
from phonebank.db import make_engine
from phonebank.migrations import upgrade

VOTERS = 5_000
ALL = 0


def main() -> None:
    """Run the parts that are asked for, and report."""
    options = arguments(
        "Texting", part=ALL, seconds=10.0, texts=2_000, rounds=3, conversations=163_000
    )
    url = os.environ["PHONEBANK_DATABASE_URL"]
    upgrade(url)
    engine = make_engine(url)
    make_campaign(engine, VOTERS)
    figures: list[Figure] = []
    if options.part in (ALL, 1, 2):
        with simulated_carrier() as simulator:
            if options.part in (ALL, 1):
                figures += pace_figures(engine, simulator, options.seconds)
            if options.part in (ALL, 2):
                figures += speed_figures(engine, simulator, options.texts, options.rounds)
    if options.part in (ALL, 3):
        figures += reply_figures(engine, options.texts, options.rounds)
    if options.part in (ALL, 4):
        _begin_anew(engine)
        make_campaign(engine, options.conversations, texters=max(1, options.conversations // 1000))
        figures += inbox_figures(engine, url, os.environ["PHONEBANK_REDIS_URL"])
    report("texting", figures, options.json)


def _begin_anew(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text(f"TRUNCATE organisation, coalition, {VOTER_TABLES} CASCADE"))


if __name__ == "__main__":
    main()

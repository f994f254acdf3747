"""Conversations a volunteer-hour and abandoned calls: our pacer beside five other rules.

Every shift is simulated, so the figures are the same on every machine; how long a decision takes
is not. `--scenario FILE` (TOML or JSON) takes another shift in the words of `Scenario`, `--plot
FILE` writes the chart as SVG.
"""

import argparse
import json
import statistics
import time
import tomllib
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

from bench._figures import Figure, report
from bench._pacing_rules import AdditiveIncrease, ByHand, Ratio
from bench._plot import bars_as_svg, bars_as_text
from bench._shift_simulation import Outcome, Pacing, Scenario, ShiftSimulation
from phonebank.domain.pacing import Pacer

OURS, REFERENCE = "pacer", "progressive"
RULES: Mapping[str, Callable[[], Pacing]] = {
    "manual": lambda: ByHand(15),
    "preview": lambda: ByHand(8),
    REFERENCE: lambda: Ratio(1),
    "ratio 3": lambda: Ratio(3),
    "additive increase": AdditiveIncrease,
    OURS: Pacer,
}
POOLS: Sequence[tuple[Scenario, int]] = (
    (Scenario(volunteers=3, hours=4), 24),
    (Scenario(volunteers=10, hours=2), 16),
    (Scenario(volunteers=50, hours=2), 8),
    (Scenario(volunteers=200, hours=1), 3),
)
"""Pools, and how many seeds each is simulated with."""
HARD_SEEDS = 8

STRESS: Mapping[str, Scenario] = {
    "8, 22, 10 % answer": Scenario(answer_rates=((0.0, 0.08), (1 / 3, 0.22), (2 / 3, 0.10))),
    "half leave": Scenario(half_leave=True),
    "short calls": Scenario(talk=40.0),
    "bursts": Scenario(burst=0.6),
    "machines mistaken": Scenario(missed=0.1, false_answers=0.15),
}


def main() -> None:
    """Simulate, print a table and a chart, and report."""
    parser = argparse.ArgumentParser(description="Pacing, simulated")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--scenario", type=Path, help="a shift in TOML or JSON")
    parser.add_argument("--plot", type=Path, help="where to write the chart, as SVG")
    parser.add_argument("--seeds", type=int, help="shifts of each kind")
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    shifts = _shifts(options.scenario)
    print(f"{'shift':<34}{'rule':<19}{'conversations':>14}{'abandoned':>11}{'worst shift':>13}")
    with ProcessPoolExecutor(options.processes) as processes:
        begun = {
            name: _begin(processes, scenario, options.seeds or seeds)
            for name, (scenario, seeds) in shifts.items()
        }
        outcomes = {name: _by_rule(name, by_rule) for name, by_rule in begun.items()}
    chart = {
        name: {rule: _per_hour(shifts) for rule, shifts in by_rule.items()}
        for name, by_rule in outcomes.items()
    }
    print(f"\n{bars_as_text(chart, 'conversations a volunteer-hour')}\n")
    if options.plot:
        options.plot.write_text(bars_as_svg(chart, "Conversations a volunteer-hour"))
    figures = [figure for name, by_rule in outcomes.items() for figure in _figures(name, by_rule)]
    report("pacing", [*figures, *_decision()], options.json)


def _shifts(file: Path | None) -> dict[str, tuple[Scenario, int]]:
    if file is not None:
        return {file.stem: (_scenario(file), 4)}
    pools = {f"{pool.volunteers} volunteers": (pool, seeds) for pool, seeds in POOLS}
    stress = {
        f"{pool.volunteers}, {name}": (
            replace(scenario, volunteers=pool.volunteers, hours=1.0),
            HARD_SEEDS,
        )
        for pool, _ in POOLS[1:3]
        for name, scenario in STRESS.items()
    }
    return pools | stress


def _scenario(file: Path) -> Scenario:
    words = file.read_text()
    given = json.loads(words) if file.suffix == ".json" else tomllib.loads(words)
    if "answer_rates" in given:
        given["answer_rates"] = tuple((share, rate) for share, rate in given["answer_rates"])
    try:
        return Scenario(**given)
    except TypeError as wrong:
        raise SystemExit(f"{file}: {wrong}") from wrong


def _begin(
    processes: ProcessPoolExecutor, scenario: Scenario, seeds: int
) -> dict[str, list[Future[Outcome]]]:
    return {
        rule: [processes.submit(_shift, rule, scenario, seed) for seed in range(seeds)]
        for rule in RULES
    }


def _shift(rule: str, scenario: Scenario, seed: int) -> Outcome:
    return ShiftSimulation(scenario, RULES[rule](), seed).run()


def _by_rule(name: str, begun: Mapping[str, Sequence[Future[Outcome]]]) -> dict[str, list[Outcome]]:
    by_rule = {}
    for rule, simulated in begun.items():
        shifts = by_rule[rule] = [each.result() for each in simulated]
        print(
            f"{name:<34}{rule:<19}{_per_hour(shifts):>14.2f}{_abandoned(shifts):>10.2f}%"
            f"{max(shift.abandoned_share for shift in shifts):>13.2%}",
            flush=True,
        )
    return by_rule


def _per_hour(shifts: Sequence[Outcome]) -> float:
    return statistics.mean(shift.per_hour for shift in shifts)


def _abandoned(shifts: Sequence[Outcome]) -> float:
    """Of all answers of all shifts, in per cent."""
    answers = sum(shift.answers for shift in shifts)
    return 100 * sum(shift.abandoned for shift in shifts) / max(answers, 1)


def _figures(name: str, by_rule: Mapping[str, Sequence[Outcome]]) -> list[Figure]:
    ours, theirs = by_rule[OURS], by_rule[REFERENCE]
    mean, reference = _per_hour(ours), _per_hour(theirs)
    worst = max(100 * shift.abandoned_share for shift in ours)
    return [
        Figure(
            f"{name}: conversations",
            round(mean, 2),
            "1/volunteer-hour",
            REFERENCE,
            round(reference, 2),
            round(mean / reference, 3),
        ),
        Figure(f"{name}: abandoned", round(_abandoned(ours), 2), "%"),
        Figure(f"{name}: abandoned in the worst shift", round(worst, 2), "%"),
    ]


def _decision() -> list[Figure]:
    """A decision with 200 volunteers, 1,000 lines in flight and a shift's learning behind it. The
    processor's time, so that others on the machine do not count."""
    pacer = Pacer()
    for volunteer in range(200):
        pacer.joined(volunteer, volunteer * 0.7)
        pacer.placed(-volunteer - 1, volunteer * 0.7)
        pacer.connected(-volunteer - 1, volunteer, volunteer * 0.7 + 9)
        if volunteer % 4 == 0:
            pacer.talk_ended(volunteer, 149 + volunteer / 100)
    for call in range(1000):
        pacer.placed(call, 140 + call / 40)
    seconds = []
    for turn in range(1000):
        began = time.thread_time()
        pacer.lines_to_dial(165 + turn / 500)
        seconds.append(time.thread_time() - began)
    median, p99 = statistics.median(seconds), statistics.quantiles(seconds, n=100)[-1]
    return [
        Figure("a decision, median of the processor's time", round(median * 1000, 3), "ms"),
        Figure("a decision, p99 of the processor's time", round(p99 * 1000, 3), "ms"),
    ]


if __name__ == "__main__":
    main()

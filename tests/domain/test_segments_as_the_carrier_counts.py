"""Our count of a text's segments is that of Twilio's own calculator, in every script we serve."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from phonebank.domain.graphemes import graphemes
from phonebank.domain.segments import GSM_BASIC, GSM_EXTENSION, count_segments
from scripts.environment.node import find_node

SCRIPT = Path(__file__).parents[1] / "support/carriers_calculator.mjs"
DIGITS = "1234567890" * 40
FAMILY, RAINBOW, ITALY = "👨‍👩‍👧‍👦", "🏳️‍🌈", "🇮🇹"
ACCENTS = "e\u0301\u0301\u0301"

BLOCKS = {
    "Latin": (0x20, 0x24F),
    "Vietnamese": (0x1E00, 0x1EFF),
    "marks": (0x300, 0x36F),
    "Arabic": (0x600, 0x6FF),
    "Devanagari": (0x900, 0x97F),
    "Bengali": (0x980, 0x9FF),
    "Gurmukhi": (0xA00, 0xA7F),
    "Gujarati": (0xA80, 0xAFF),
    "Lao": (0xE80, 0xEFF),
    "Myanmar": (0x1000, 0x109F),
    "Hangul letters": (0x1100, 0x11FF),
    "Khmer": (0x1780, 0x17FF),
    "invisible": (0x2000, 0x206F),
    "signs": (0x2600, 0x27BF),
    "Chinese": (0x4E00, 0x4FFF),
    "Hangul": (0xAC00, 0xACFF),
    "selectors": (0xFE00, 0xFE0F),
    "flags": (0x1F1E6, 0x1F1FF),
    "emoji": (0x1F300, 0x1F9FF),
    "skin tones": (0x1F3FB, 0x1F3FF),
}
PUBLISHED = [
    *(DIGITS[:size] for size in (160, 161, 306, 307)),
    *("😜" + DIGITS[:size] for size in (68, 69, 132, 133)),
    *(ITALY + DIGITS[:size] for size in (66, 67)),
    *(RAINBOW + DIGITS[:size] for size in (64, 65)),
    *(sign + DIGITS[:size] for sign in sorted(GSM_EXTENSION) for size in (158, 159)),
    *(sign * size for sign in "ÁÚúçíÍóÓ" for size in (70, 71)),
    *("😀" + "]" * size for size in (68, 69)),
    *(ACCENTS + "a" * size for size in (66, 67)),
    "\rabcde\r\n123",
    "\nabcde\n\n123\n",
]
"""What the calculator's own tests count, made up anew."""
AT_THE_EDGE = [
    *(
        "你" * size + sign + "你" * 70
        for size in range(60, 71)
        for sign in (FAMILY, RAINBOW, ITALY)
    ),
    *("a" * size + "€" + "b" * 160 for size in range(150, 162)),
    *("န" * size + "ကြောင်း" + "န" * 70 for size in range(60, 71)),
    "你" * 5 + ACCENTS * 30,
    ("e" + "\u0301" * 80) * 3,
    "e" + "\u0301" * 300 + "x",
    "你" * 30 + "e" + "\u0301" * 45 + "e" + "\u0301" * 60 + "z",
    "",
]

scripts = st.sampled_from(sorted(BLOCKS)).flatmap(
    lambda name: st.text(
        st.characters(min_codepoint=BLOCKS[name][0], max_codepoint=BLOCKS[name][1]), max_size=90
    )
)
gsm = st.text(st.sampled_from(sorted(GSM_BASIC | GSM_EXTENSION)), max_size=400)
mixed = st.lists(scripts | gsm, max_size=6).map("".join)
joined = st.text(
    st.sampled_from("a각가각é\u0301\u0903\u200d\u200c\ufe0f👩👦🏽🦸❤🇮🇹🇺\u0600\r\n\u200eက"),
    max_size=120,
)
anything = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)


class Calculator:
    """Twilio's own, in a process of its own."""

    def __init__(self, pipe: "subprocess.Popen[str]") -> None:
        self._pipe = pipe

    def ask(self, text: str | None) -> Any:
        """Its count of a text; None asks for the signs that it names."""
        assert self._pipe.stdin is not None and self._pipe.stdout is not None
        self._pipe.stdin.write(json.dumps(text) + "\n")
        self._pipe.stdin.flush()
        return json.loads(self._pipe.stdout.readline())


@pytest.fixture(scope="module")
def calculator() -> Iterator[Calculator]:
    command = [*find_node().node, str(SCRIPT)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, **pipes, text=True, encoding="utf-8") as pipe:
        yield Calculator(pipe)
        assert pipe.stdin is not None
        pipe.stdin.close()


def check(calculator: Calculator, text: str) -> None:
    theirs, ours = calculator.ask(text), count_segments(text)
    cut = [each for sign in graphemes(text) for each in ([*sign] if sign == "\r\n" else [sign])]
    assert cut == theirs.pop("graphemes")
    assert {"encoding": ours.encoding, "units": ours.units, "segments": ours.segments} == theirs


@pytest.mark.parametrize("text", [*PUBLISHED, *AT_THE_EDGE])
def test_a_published_case_and_a_case_at_the_edge_is_counted_alike(
    calculator: Calculator, text: str
) -> None:
    check(calculator, text)


def test_every_sign_that_the_calculator_names_is_counted_alike(calculator: Calculator) -> None:
    signs = calculator.ask(None)
    assert len(signs) > 100
    for sign in signs:
        check(calculator, sign)
        check(calculator, sign * 71)


@settings(max_examples=300)
@given(mixed)
def test_a_text_in_any_scripts_is_counted_alike(calculator: Calculator, text: str) -> None:
    check(calculator, text)


@settings(max_examples=300)
@given(joined)
def test_signs_that_join_in_any_order_are_counted_alike(calculator: Calculator, text: str) -> None:
    check(calculator, text)


@settings(max_examples=300)
@given(anything)
def test_any_text_is_counted_alike(calculator: Calculator, text: str) -> None:
    check(calculator, text)


@given(anything)
def test_the_signs_of_a_text_are_the_text(text: str) -> None:
    assert "".join(graphemes(text)) == text
    assert all(graphemes(text))


def test_a_sign_is_never_cut_in_two_by_the_end_of_a_segment() -> None:
    # 66 + 11 + 57 units would fill two segments, but the family does not fit into the first one.
    assert count_segments("你" * 66 + FAMILY + "你" * 57).segments == 3

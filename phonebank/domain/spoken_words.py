"""What a version of a call script says otherwise: its opening, and questions in other words.

Only words differ. Which questions are asked, in which order, with which answers, is the script's
in every version, so that what voters answer can be compared (decision record 018).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from phonebank.domain.errors import BadInput

Texts = Mapping[str, str]


@dataclass(frozen=True)
class SpokenWords:
    """The opening, and questions by their id; each from a written language tag to the words. What
    has no words in any language is said as the script has it."""

    opening: Texts = field(default_factory=dict)
    questions: Mapping[int, Texts] = field(default_factory=dict)

    def texts(self) -> Iterator[tuple[str, Texts]]:
        """Every text that has words, by its place: `opening`, or `question-7` for the id 7."""
        places = [("opening", self.opening)]
        places += [(f"question-{asked}", words) for asked, words in self.questions.items()]
        return (each for each in places if any(words.strip() for words in each[1].values()))

    def in_language(self, tag: str) -> dict[str, str]:
        """The words of one language, by their places."""
        return {
            place: words[tag].strip() for place, words in self.texts() if words.get(tag, "").strip()
        }


@dataclass(frozen=True)
class ScriptTestDraft:
    """A test of a call script as somebody wrote it. Version A is the script as it is: `versions`
    are those after it."""

    name: str
    planned_voters: int | None
    versions: Sequence[SpokenWords]


def languages_spoken(versions: Sequence[SpokenWords], languages: Sequence[str]) -> list[str]:
    """The languages in which every version has all that it says otherwise, and says something
    otherwise at all; in the others voters hear the script as it is."""
    worded = [each for each in versions if list(each.texts())]
    return [
        tag
        for tag in languages
        if worded and all(len(each.in_language(tag)) == len(list(each.texts())) for each in worded)
    ]


def check_spoken(
    script: SpokenWords, versions: Sequence[SpokenWords], languages: Sequence[str]
) -> list[str]:
    """The languages that are compared. `versions` are those after A, which is the script as it is.

    Raises BadInput that names the field at fault where there is none, a version puts a question in
    other words that the script does not ask, a language is written in part, or two versions say
    the same.
    """
    if not versions:
        raise BadInput("a test needs at least two versions", "versions")
    if strange := _not_asked(script, versions):
        message = "version %(label)s puts a question in other words that this script does not ask"
        raise BadInput(message, "versions", label=label_after_a(strange))
    tested = languages_spoken(versions, languages)
    _check_whole(versions, tested, languages)
    for tag in tested:
        said = [frozenset(({**script.in_language(tag), **each.in_language(tag)}).items())
                for each in (SpokenWords(), *versions)]  # fmt: skip
        if len(set(said)) < len(said):
            raise BadInput("two versions say the same", f"language-{tag}")
    return tested


def label_after_a(place: int) -> str:
    """The letter of a version by its place among those after A, from 1."""
    return chr(ord("A") + place)


def _not_asked(script: SpokenWords, versions: Sequence[SpokenWords]) -> int | None:
    """The place of the first version that words a question which is not the script's."""
    return next(
        (
            place
            for place, each in enumerate(versions, 1)
            if not {asked for asked, _ in each.texts()} <= {"opening"} | _asked(script)
        ),
        None,
    )


def _asked(script: SpokenWords) -> set[str]:
    return {f"question-{asked}" for asked in script.questions}


def _check_whole(
    versions: Sequence[SpokenWords], tested: Sequence[str], languages: Sequence[str]
) -> None:
    partly = [
        tag
        for tag in languages
        if tag not in tested and any(each.in_language(tag) for each in versions)
    ]
    if partly or not tested:
        raise BadInput(
            "write every version in each language that is compared, and none in the others",
            f"language-{partly[0]}" if partly else "versions",
        )

"""The texts of a campaign with fields in them: `Hi {voter_first_name|friend}, it's {texter_name}`.

A field is a name in braces; after a bar comes what stands there where the voter's record is empty.
The columns of the voters' file that have no place of their own are fields as well, by their names.
A doubled brace is a brace. Whatever is rendered is NFC: one sign is one character, so that it costs
what it seems to.
"""

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, cast

from phonebank.domain.errors import BadInput
from phonebank.domain.opt_out_words import ACCENTS_MATTER_IN, OPT_OUT_WORDS, UNIVERSAL
from phonebank.domain.text_folding import fold
from phonebank.domain.word_lists import FoldedText, WordList


class Field(StrEnum):
    """What a template may be filled with."""

    VOTER_FIRST_NAME = "voter_first_name"
    TEXTER_NAME = "texter_name"
    ORGANISATION = "organisation"
    POLLING_PLACE = "polling_place"
    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    CITY = "city"
    CALLER_NAME = "caller_name"


MAY_BE_EMPTY: Final = {
    Field.VOTER_FIRST_NAME: "friend",
    Field.POLLING_PLACE: "your polling place",
    Field.FIRST_NAME: "friend",
    Field.LAST_NAME: "friend",
    Field.CITY: "your city",
}
"""Fields that voter files leave empty for some, with an example of words to stand in."""


Values = Mapping[str, str] | Mapping[Field, str]
"""What the fields are filled with, by their names."""


@dataclass(frozen=True)
class FieldUse:
    """A field where it stands in a template, or the name of a column of the voters' file;
    `fallback` None where none was given."""

    field: str
    fallback: str | None


@dataclass(frozen=True)
class Template:
    """A template as read: plain words and fields in turn."""

    parts: tuple[str | FieldUse, ...]

    def render(self, values: Values) -> str:
        """The text for one voter, in NFC. Raises BadInput for an empty field without fallback."""
        text = "".join(
            part if isinstance(part, str) else _value(part, values) for part in self.parts
        )
        return unicodedata.normalize("NFC", text)

    @property
    def fields(self) -> frozenset[str]:
        """The fields it uses."""
        return frozenset(part.field for part in self.parts if isinstance(part, FieldUse))

    @property
    def without_fallback(self) -> frozenset[str]:
        """The columns that every voter must have something in."""
        return frozenset(
            part.field
            for part in self.parts
            if isinstance(part, FieldUse) and not part.fallback and part.field not in set(Field)
        )

    @property
    def words(self) -> str:
        """The words that are the same for everybody."""
        return " ".join(part for part in self.parts if isinstance(part, str))


_PIECES: Final = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]|[^{}]+")
_NO_PART_OF_A_NAME: Final = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
_JOINERS: Final = "\u200c\u200d"


def parse_template(text: str, columns: Collection[str] = ()) -> Template:
    """Read a template. Raises BadInput with the first problem that `template_problems` names."""
    found = template_problems(text, columns)
    if found:
        raise BadInput(found[0])
    return Template(tuple(_part(match) for match in _PIECES.finditer(text)))


def template_problems(text: str, columns: Collection[str] = ()) -> list[str]:
    """What keeps a template from being used, each as a sentence with its remedy.

    `columns` are those of the voters' file that may stand in it beside the fields of every file.
    """
    found = (_problem(match, columns) for match in _PIECES.finditer(text))
    return [problem for problem in found if problem is not None]


def columns_named(text: str) -> frozenset[str]:
    """The names in braces that are no field of every file."""
    names = (match[1].partition("|")[0].strip() for match in _PIECES.finditer(text) if match[1])
    return frozenset(names) - set(Field)


def render(text: str, values: Values, columns: Collection[str] = ()) -> str:
    """Read a template and fill it. Raises BadInput for a template or a value that will not do."""
    return parse_template(text, columns).render(values)


def names_sender_and_opt_out(
    text: str, sender_name: str, language: str, columns: Collection[str] = ()
) -> list[str]:
    """What the first text of a campaign must say and does not, each as the end of a sentence.

    It must name the sender, by name or by the field `{organisation}`, and hold a word that opts out
    in its language (a written tag) or by rule everywhere, such as STOP.
    """
    found = template_problems(text, columns)
    if found:
        return found
    template = parse_template(text, columns)
    problems = []
    if not _names(template, sender_name):
        problems.append("it does not say who is writing. Add {organisation} or the sender's name.")
    if not _opt_out_words(language).findings(FoldedText.of(template.words)):
        problems.append(
            "it does not say how to opt out. Add a sentence such as “Reply STOP to end”."
        )
    return problems


def _part(match: re.Match[str]) -> str | FieldUse:
    if match[1] is None:
        return {"{{": "{", "}}": "}"}.get(match[0], match[0])
    name, bar, fallback = match[1].partition("|")
    return FieldUse(name.strip(), fallback.strip() if bar else None)


def _problem(match: re.Match[str], columns: Collection[str]) -> str | None:
    if match[1] is None:
        return _UNMATCHED if match[0] in ("{", "}") else None
    name, _, fallback = match[1].partition("|")
    if name.strip() in columns:
        return None
    if name.strip() not in set(Field):
        return f"There is no field {{{name.strip()}}}. The fields are: {_ALL_FIELDS}."
    field = Field(name.strip())
    if field in MAY_BE_EMPTY and not fallback.strip():
        return f"{{{field}}} may be empty: write {{{field}|{MAY_BE_EMPTY[field]}}}, for example."
    return None


_UNMATCHED: Final = "A brace has no partner. Write {{ or }} for a brace that is no field."
_ALL_FIELDS: Final = ", ".join(f"{{{field}}}" for field in Field)


def _value(use: FieldUse, values: Values) -> str:
    value = _clean(cast(Mapping[str, str], values).get(use.field, "")) or use.fallback
    if not value:
        raise BadInput(f"There is nothing to put in place of {{{use.field}}}.")
    return value


def _clean(value: str) -> str:
    """One line without invisible marks, which could turn the order of the words around it.

    The joiners stay: names in Indic scripts, Urdu and Khmer are spelt with them.
    """
    kept = "".join(
        each if each in _JOINERS or unicodedata.category(each) not in _NO_PART_OF_A_NAME else " "
        for each in value
    )
    return " ".join(kept.split())


def _names(template: Template, sender_name: str) -> bool:
    name = fold(sender_name)
    return Field.ORGANISATION in template.fields or bool(name and name in fold(template.words))


def _opt_out_words(language: str) -> WordList:
    words = OPT_OUT_WORDS.get(language)
    own = () if words is None else (*words.alone, *words.within)
    telling = [word for word in own if len(word) > 1]  # one Chinese sign is part of many words
    if language == ACCENTS_MATTER_IN:
        return WordList(UNIVERSAL, accented=telling)
    return WordList([*UNIVERSAL, *telling])

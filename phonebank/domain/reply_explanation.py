"""What a voter's reply is taken for, for a person at a command line: words in, words out."""

import json
from typing import Any, Final

from phonebank.domain.errors import BadInput
from phonebank.domain.languages import UNKNOWN, find, parse_language, written_of
from phonebank.domain.reply_reading import ChoiceToRead, QuestionToRead, read_reply

_FORM: Final = '{"choices": [{"id": "yes", "text": {"en": "Yes"}}]}'


def explain_reply(text: str, language: str, question: str | None = None) -> dict[str, Any]:
    """What a reply says, in words fit for JSON: `kind` (opt_out, opt_in, help, answer, hold or
    free) and `answer`, the id of the choice or None.

    `language` is the tag of the conversation, `question` the question last asked as JSON of the
    form {"choices": [{"id": …, "text": {language: words}}]}, numbered in this order. Raises
    BadInput naming the argument that cannot be used.
    """
    asked = None if question is None else _question(question)
    tag = _written(language)
    if tag is None:
        raise BadInput(f"language must be one that is served, such as es-US, not {language!r}")
    reading = read_reply(text, asked, tag)
    return {"kind": reading.kind.replace(" ", "_"), "answer": reading.answer_id}


def _written(tag: str) -> str | None:
    """The written tag of a language by its tag, a variant of it or its name."""
    try:
        return written_of(find(tag).tag)
    except KeyError:
        spoken = parse_language(tag)
        return None if spoken == UNKNOWN else written_of(spoken)


def _question(text: str) -> QuestionToRead:
    try:
        choices = json.loads(text)["choices"]
        return QuestionToRead(tuple(_choice(each) for each in choices))
    except (ValueError, KeyError, TypeError, AttributeError):
        raise BadInput(f"question must be JSON such as {_FORM}") from None


def _choice(given: dict[str, Any]) -> ChoiceToRead:
    texts = {_written(tag) or tag: str(words) for tag, words in given["text"].items()}
    return ChoiceToRead(str(given["id"]), texts)

"""An answer to a question as pages post it."""

from typing import Any

from phonebank.domain.errors import BadInput
from phonebank.domain.survey import Given
from phonebank.web.door import posted_int, posted_str


def posted_answer(posted: dict[str, Any]) -> Given | None:
    """The answer, None where it is taken back. Raises BadInput.

    `answer` holds `choice_ids`, `number` or `words`; `choice_id` alone is one choice.
    """
    if posted.get("choice_id") is not None:
        return Given((posted_int(posted, "choice_id"),))
    answer = posted.get("answer")
    if answer is None:
        return None
    if not isinstance(answer, dict):
        raise BadInput("answer should be a JSON object")
    number = None if answer.get("number") is None else posted_int(answer, "number")
    return Given(_ids(answer), number, posted_str(answer, "words", ""))


def _ids(answer: dict[str, Any]) -> tuple[int, ...]:
    ids = answer.get("choice_ids", [])
    if not isinstance(ids, list) or not all(type(each) is int for each in ids):
        raise BadInput("choice_ids should be whole numbers")
    return tuple(ids)

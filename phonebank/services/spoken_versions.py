"""Versions of a call script: the words in the place of its own, and what keeps them back.

Version A is the script as it is, and has no words of its own.
"""

from sqlalchemy.orm import Session

from phonebank.domain.campaign import Campaign
from phonebank.domain.errors import BadInput
from phonebank.domain.languages import LANGUAGES
from phonebank.domain.message_templates import template_problems
from phonebank.domain.message_test import MessageTest
from phonebank.domain.spoken_words import SpokenWords, check_spoken
from phonebank.domain.survey import CallScript
from phonebank.domain.translation import Standing
from phonebank.services.confirming import Texts, confirmed, standing
from phonebank.services.drawing_versions import versions_of
from phonebank.services.surveying import survey_of


def words_of_script(session: Session, script: CallScript) -> SpokenWords:
    """What the script itself says: its opening and its questions."""
    asked = {question.id: question.text for question in survey_of(session, script.id)}
    return SpokenWords(script.opening, asked)


def check_spoken_words(session: Session, test: MessageTest) -> list[str]:
    """The languages that are compared. Raises BadInput with all that keeps a version back."""
    campaign = session.get_one(Campaign, test.campaign_id)
    script = session.get_one(CallScript, test.call_script_id)
    after_a = [each for each in versions_of(session, test) if each.position > 1]
    spoken = [each.spoken for each in after_a]
    tested = check_spoken(words_of_script(session, script), spoken, campaign.languages)
    known, source = confirmed(session, campaign), campaign.languages[0]
    problems = [
        f"Version {each.label} in {LANGUAGES[tag].english_name} {problem}"
        for each in after_a
        for _, words in each.spoken.texts()
        for tag in tested
        for problem in _problems(words, tag, standing(words, tag, source, known))
    ]
    if problems:
        raise BadInput(" ".join(dict.fromkeys(problems)), "versions")
    return tested


def _problems(words: Texts, tag: str, stands: Standing) -> list[str]:
    old = (
        "is older than its source: translate it anew, or say that it is still right."
        if stands is Standing.STALE
        else ""
    )
    return [each for each in (old, *_broken_fields(words[tag])) if each]


def _broken_fields(words: str) -> list[str]:
    return [f"has a field that cannot be filled in: {each}" for each in template_problems(words)]

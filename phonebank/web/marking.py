"""Words that stand in a table of states, and are translated when the page is: imported as `_`, by
which name whoever looks for words to translate finds them.
"""


def mark(word: str) -> str:
    """Mark a word for translation."""
    return word

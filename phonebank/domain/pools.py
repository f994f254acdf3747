"""Which voters each volunteer is dialled for: pools by language, none starved.

A volunteer counts in one pool at a time, so that no two pools dial for the same person. Who is
put through when somebody answers is decided then, among all who are free.
"""

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass

from phonebank.domain.languages import UNKNOWN


@dataclass(frozen=True)
class Available:
    """A volunteer: the languages in which they call, the most fluent first, and their pool now."""

    id: Hashable
    languages: Sequence[str]
    pool: str | None = None

    def rank(self, language: str) -> int:
        """How well they fit a pool; a voter of unknown language is everybody's, and comes last."""
        return len(self.languages) if language == UNKNOWN else list(self.languages).index(language)

    def serves(self, language: str) -> bool:
        """Whether they may be dialled for this pool."""
        return language == UNKNOWN or language in self.languages


def share_out(
    volunteers: Sequence[Available],
    waiting: Collection[str],
    busy: Collection[str] = (),
    turn: int = 0,
) -> Mapping[Hashable, str]:
    """Volunteer id -> pool; nobody for whose languages no voter waits is in one.

    `waiting` are the languages in which voters wait, `busy` those with lines in flight: who is
    dialled for there stays. Each language that waits gets a volunteer before any gets a second,
    the one that fewest can serve first, and by `turn` which of those that equally few can; the
    others go where they are most fluent.
    """
    tags = sorted(waiting)
    pools = {each.id: each.pool for each in volunteers if each.pool in busy and each.pool}
    left = [each for each in volunteers if each.id not in pools]

    def scarcest(tag: str) -> tuple[int, bool, int]:
        return _able(volunteers, tag), tag == UNKNOWN, (tags.index(tag) + turn) % len(tags)

    covering: dict[Hashable, str] = {}
    for language in sorted(tags, key=scarcest):
        if language not in pools.values():
            _cover(language, left, covering, set())
    pools |= covering
    for each in left:
        if each.id in pools:
            continue
        if theirs := [tag for tag in waiting if each.serves(tag)]:
            pools[each.id] = min(theirs, key=each.rank)
    return pools


def _cover(
    language: str,
    volunteers: Sequence[Available],
    covering: dict[Hashable, str],
    seen: set[Hashable],
) -> bool:
    """Find somebody for a language, if need be by letting whoever covers another one change places
    with somebody who can cover that (an augmenting path of a bipartite matching)."""
    able = [each for each in volunteers if each.serves(language) and each.id not in seen]

    def fit(each: Available) -> tuple[bool, int, bool]:
        return each.id in covering, each.rank(language), each.pool != language

    for each in sorted(able, key=fit):
        seen.add(each.id)
        held = covering.get(each.id)
        if held is None or _cover(held, volunteers, covering, seen):
            covering[each.id] = language
            return True
    return False


def _able(volunteers: Sequence[Available], language: str) -> int:
    return sum(each.serves(language) for each in volunteers)

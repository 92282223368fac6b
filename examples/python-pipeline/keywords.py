"""Keywords and readability of an English text: deterministic, without network or data files."""

import re
from collections import Counter
from collections.abc import Callable, Iterable

STOP_WORDS = frozenset(
    """a about above after again against all almost along already also although always among an and another any are
    around as at away back be became because become been before behind being below between both but by called came can
    cannot come could did do does done down during each either else enough even ever every far few first for from
    further get gets give given gives go goes going had half has have having he her here him his how however if in into
    is it its itself just keep keeps kept last later least less like little long longer made make makes many may me
    might more most much must my near nearly never new next no nor not nothing now of off often on once one only onto
    or other others our out over own part perhaps per put rather same second see seen several she should since so some
    soon still such take taken takes than that the their them then there these they thing things this those though
    three through thus to together too toward towards two under until up upon us use used uses using very was way we
    well were what when where whether which while who whole whose why will with within without would yet you your"""
    .split()
)

_WORD = re.compile(r"[a-z]+(?:[-'][a-z]+)*")
_SENTENCE_END = re.compile(r"[.!?]+(?=\s|$)")
_VOWELS = re.compile(r"[aeiouy]+")
_SILENT_E = re.compile(r"([^aeiouyl]|[aeiouy]l)e$")


def by_frequency(text: str, limit: int) -> list[str]:
    """The most frequent words that are no stop words; of equally frequent ones, the earliest."""
    words = [word for word in _WORD.findall(text.lower()) if word not in STOP_WORDS and len(word) > 2]
    return [word for word, _ in Counter(words).most_common(limit)]


def by_rake(text: str, limit: int) -> list[str]:
    """RAKE (Rose et al. 2010): runs of words between stop words, by the sum of their words' degree/frequency."""
    phrases = list(_phrases(text))
    frequency: Counter[str] = Counter()
    degree: Counter[str] = Counter()
    for phrase in phrases:
        for word in phrase:
            frequency[word] += 1
            degree[word] += len(phrase)
    scores: dict[str, float] = {}
    for phrase in phrases:
        scores.setdefault(" ".join(phrase), sum(degree[word] / frequency[word] for word in phrase))
    # Sorting is stable: of equal scores, the earliest phrase stays first.
    return sorted(scores, key=lambda phrase: -scores[phrase])[:limit]


METHODS: dict[str, Callable[[str, int], list[str]]] = {"frequency": by_frequency, "rake": by_rake}


def reading_ease(text: str) -> float | None:
    """Flesch's reading ease (1948), from 100 (very easy) down; None for a text without words."""
    words = _WORD.findall(text.lower())
    if not words:
        return None
    sentences = max(1, len(_SENTENCE_END.findall(text)))
    syllables = sum(_count_syllables(word) for word in words)
    return round(206.835 - 1.015 * len(words) / sentences - 84.6 * syllables / len(words), 2)


def _phrases(text: str) -> Iterable[tuple[str, ...]]:
    for part in re.split(r"[^a-z\s'-]+", text.lower()):
        phrase: list[str] = []
        for word in _WORD.findall(part):
            if word in STOP_WORDS:
                if phrase:
                    yield tuple(phrase)
                phrase = []
            else:
                phrase.append(word)
        if phrase:
            yield tuple(phrase)


def _count_syllables(word: str) -> int:
    groups = len(_VOWELS.findall(word))
    # As in "rule" and "time", but not in "table" or "tree".
    is_silent = groups > 1 and _SILENT_E.search(word) is not None
    return max(1, groups - is_silent)

"""Holds reported values against recomputed ones, and notices what nobody looked at."""

import math


class Checker:
    """Walks a report: every leaf has to be claimed once, as recomputed, as given, or as prose."""

    def __init__(self, report):
        self.leaves = dict(_leaves(report, ""))
        self.recomputed = set()
        self.given = {}
        self.failures = []

    def number(self, path, expected, tolerance=1e-9, absolute=1e-12):
        """Claims one number; None stands for a figure that must be missing."""
        if not self._claim(path):
            return
        actual = self.leaves[path]
        if expected is None or actual is None:
            if actual is not None or expected is not None:
                self._fail(path, actual, expected)
            return
        if isinstance(actual, bool) or not isinstance(actual, (int, float)) or not math.isfinite(actual):
            self._fail(path, actual, expected)
        elif abs(actual - expected) > tolerance * abs(expected) + absolute:
            self._fail(path, actual, expected)

    def between(self, path, least, most, absolute=1e-12):
        """Claims one number that two simulations agree on by their errors."""
        self.number(path, (least + most) / 2, 0, (most - least) / 2 + absolute)

    def equal(self, path, expected):
        """Claims a count, a flag or a word that follows from the rows."""
        if not self._claim(path):
            return
        actual = self.leaves[path]
        if actual != expected or isinstance(actual, bool) != isinstance(expected, bool):
            self._fail(path, actual, expected)

    def interval(self, path, expected, level, tolerance=1e-9, absolute=1e-12):
        """Claims level, lower and upper, or a missing interval."""
        if expected is None:
            self.number(path, None)
            return
        self.number(f"{path}/level", level)
        self.number(f"{path}/lower", expected[0], tolerance, absolute)
        self.number(f"{path}/upper", expected[1], tolerance, absolute)

    def configuration(self, path):
        """Claims a subtree that the user or the experiment states: nothing to recompute."""
        self._give(path, "configuration")

    def prose(self, path):
        """Claims words (reasons, sentences, names, ids). A number is never prose."""
        for leaf in self._below(path):
            value = self.leaves[leaf]
            if isinstance(value, (int, float)) and not isinstance(value, bool):
                self._fail(leaf, value, "words")
        self._give(path, "prose")

    def finish(self):
        """Fails for each leaf that nobody claimed: a field this program does not know."""
        for path, value in self.leaves.items():
            if path not in self.recomputed and path not in self.given:
                self.failures.append({"path": path, "reported": value, "recomputed": "nothing: an unknown field"})

    def _claim(self, path):
        if path in self.leaves:
            self.recomputed.add(path)
            return True
        self.failures.append({"path": path, "reported": "nothing: the field is not there", "recomputed": "a value"})
        return False

    def _give(self, path, kind):
        for leaf in self._below(path):
            self.given.setdefault(leaf, kind)

    def _below(self, path):
        return [leaf for leaf in self.leaves if leaf == path or leaf.startswith(f"{path}/")]

    def _fail(self, path, actual, expected):
        self.failures.append({"path": path, "reported": actual, "recomputed": expected})


def _leaves(value, path):
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from _leaves(inner, f"{path}/{key}" if path else key)
    elif isinstance(value, list) and value:
        for place, inner in enumerate(value):
            yield from _leaves(inner, f"{path}/{place}" if path else str(place))
    else:
        yield path, value

"""Whether judges still score frozen outputs as before: anchors judged again beside each comparison."""

import math

from .estimators import deviation, mean, standard_error
from .words import Words, check_words

MINIMUM_ANCHORS = 20
BASELINE_JUDGINGS = 8
#: Tabular CUSUM in standard deviations: half the shift that it is to find, and the limit (Montgomery 2012, §9.1).
SLACK, LIMIT = 0.5, 5


def check_drift(checker, report, stored, by_name):
    """`stored` are all experiments of the store as it lists them, each with `fingerprints` by score."""
    drifts = {one["metric"]: place for place, one in enumerate(report["judgeDrift"])}
    current, earlier = _judgings(report, stored)
    rows = None if current is None else by_name[current["name"]]
    expected = [] if rows is None else [name for name in _scores(rows)]
    if sorted(drifts) != sorted(expected) or len(drifts) != len(report["judgeDrift"]):
        checker.failures.append({"path": "judgeDrift", "reported": sorted(drifts), "recomputed": sorted(expected)})
        return
    if not expected:
        checker.equal("judgeDrift", [])
    for metric in expected:
        history = [one for one in earlier if one["fingerprints"].get(metric) == current["fingerprints"].get(metric)]
        judged = [(one["id"], by_name[one["name"]].means(metric)) for one in [*history, current]]
        drift = _Drift(metric, judged, is_first=not earlier)
        _check_one(checker, f"judgeDrift/{drifts[metric]}", drift)
        sentence = report["judgeDrift"][drifts[metric]]["sentence"]
        if (sentence in report["warnings"]) != (drift.drifted is True):
            checker.failures.append({"path": "warnings", "reported": report["warnings"], "recomputed": sentence})


def _judgings(report, stored):
    """The anchors of the report's comparison, and those judged before, oldest first."""
    baseline = next((one for one in stored if one["id"] == report["baselineId"]), None)
    if baseline is None or baseline["comparisonId"] is None:
        return None, []
    anchors = [
        one for one in stored if one["role"]["kind"] == "anchors" and one["definition"] == baseline["definition"]
    ]
    current = next((one for one in anchors if one["comparisonId"] == baseline["comparisonId"]), None)
    if current is None:
        return None, []
    earlier = [
        one
        for one in anchors
        if one["createdAt"] < current["createdAt"]
        and one["status"] == "completed"
        and one["datasetId"] == current["datasetId"]
    ]
    return current, sorted(earlier, key=lambda one: one["createdAt"])


def _scores(rows):
    names = {key.removeprefix("score_") for row in rows.rows for key in row if key.startswith("score_")}
    return sorted(name for name in names if rows.has_numbers(name))


class _Drift:
    """Judgings of one metric by one judge as (experiment id, item -> score), oldest first; the last one is now."""

    def __init__(self, metric, judged, is_first):
        (_, now), before = judged[-1], [scores for _, scores in judged[:-1]]
        anchors = [item for item in now if all(item in scores for scores in before)]
        self.metric, self.anchors = metric, len(anchors)
        means = [(identity, mean([scores[item] for item in anchors])) for identity, scores in judged]
        self.history, self.mean = [one for one in means[:-1] if one[1] is not None], means[-1][1]
        self.change = self.error = self.drifted = self.alarm = None
        self.reason = "no_earlier_judging" if not before else "too_few_anchors" if self.anchors < MINIMUM_ANCHORS else None
        if self.reason is None:
            changes = [round(now[item] - mean([scores[item] for scores in before]), 12) for item in anchors]
            self.change, self.error = mean(changes), standard_error(changes)
            self.drifted = abs(self.change) > 2 * self.error
            self.alarm = _first_alarm(means, self.error)
        self.sentence = self._sentence(is_first)

    def _sentence(self, is_first):
        metric, n = self.metric, self.anchors
        if self.reason == "too_few_anchors":
            return Words(
                f"Only {{}} anchors have a {metric} in every judging; {{}} are needed to speak of drift.", n, MINIMUM_ANCHORS
            )
        if self.reason is not None and is_first:
            return Words(f"This is the first judging of the anchors by {metric}; later ones are held against it.")
        if self.reason is not None:
            return Words(
                f"The judge behind {metric} is another one than before (fingerprints differ); its history begins here."
            )
        size = abs(self.change)
        if not self.drifted:
            words = f"{metric} scores the {{}} anchors as before: change {{}}, within two standard errors of {{}}."
            return Words(words, n, size, self.error)
        how, where = ("lenient", "higher") if self.change > 0 else ("severe", "lower")
        return Words(
            f"{metric} has become more {how}: the same {{}} outputs score {{}} {where} than before, beyond two standard "
            "errors of {}. Scores from before and after are not comparable.",
            *(n, size, self.error),
        )


def _first_alarm(means, error):
    """The judging at which either one-sided sum first passes the limit; None without one."""
    base = [value for _, value in means[:BASELINE_JUDGINGS]]
    spread = max(deviation(base) or 0.0, error)
    if spread == 0:
        return None
    above = below = 0.0
    for identity, value in means[BASELINE_JUDGINGS:]:
        z = (value - math.fsum(base) / len(base)) / spread
        above, below = max(0.0, above + z - SLACK), max(0.0, below - z - SLACK)
        if max(above, below) > LIMIT:
            return identity
    return None


def _check_one(checker, path, drift):
    checker.equal(f"{path}/metric", drift.metric)
    checker.equal(f"{path}/anchors", drift.anchors)
    checker.number(f"{path}/mean", drift.mean)
    checker.number(f"{path}/referenceMean", None if drift.change is None else drift.mean - drift.change)
    checker.number(f"{path}/change", drift.change)
    checker.number(f"{path}/standardError", drift.error)
    checker.equal(f"{path}/drifted", drift.drifted)
    checker.equal(f"{path}/chartAlarm", drift.alarm)
    checker.equal(f"{path}/reason", drift.reason)
    check_words(checker, f"{path}/sentence", drift.sentence)
    if not drift.history:
        checker.equal(f"{path}/history", [])
    for place, (identity, value) in enumerate(drift.history):
        checker.equal(f"{path}/history/{place}/experimentId", identity)
        checker.number(f"{path}/history/{place}/mean", value)

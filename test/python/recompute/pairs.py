"""Two experiments paired by item on one metric, and the tests of their difference."""

import math

from . import bounds
from .estimators import (
    bonett_price,
    clustered,
    deviation,
    is_flat,
    mcnemar,
    mean,
    sign_flip,
    skewness,
    standard_error,
    t_interval,
    two_sided_t,
)

from .rows import RUN_METRICS
from .versions import same_items


#: Tests whose figures differ by less are one and the same test, up to rounding.
SAME = 1e-9


class Pairs:
    """Aligned values of one metric; differences are candidate − baseline without rounding noise."""

    def __init__(self, baseline, candidate, metric, cluster_by=None, worst=None):
        self.metric, self.worst = metric, worst
        self.baseline_values = baseline.values(metric, worst)
        self.candidate_values = candidate.values(metric, worst)
        same = same_items(baseline, candidate)
        if same is not None:
            for values in (self.baseline_values, self.candidate_values):
                for item in [item for item in values if item not in same]:
                    del values[item]
        before, after = (
            {item: sum(one) / len(one) for item, one in sorted(values.items())}
            for values in (self.baseline_values, self.candidate_values)
        )
        # Ids in code-unit order, as JavaScript and the store sort them.
        shared = sorted(before.keys() & after.keys(), key=lambda item: item.encode("utf-16-be"))
        self.item_ids = shared
        self.baseline = [before[item] for item in shared]
        self.candidate = [after[item] for item in shared]
        self.differences = [snap(y - x, max(abs(x), abs(y))) for x, y in zip(self.baseline, self.candidate)]
        self.baseline_only_items = [(item, before[item]) for item in before.keys() - after.keys()]
        self.candidate_only_items = [(item, after[item]) for item in after.keys() - before.keys()]
        self.baseline_only = [value for _, value in self.baseline_only_items]
        self.candidate_only = [value for _, value in self.candidate_only_items]
        self.items = max(len(baseline.items), len(candidate.items)) if same is None else len(same)
        self.missing_in_both = self.items - len(shared) - len(self.baseline_only) - len(self.candidate_only)
        self.metadata = baseline.items
        self.sides = (baseline, candidate)
        every = [*self.baseline_values.values(), *self.candidate_values.values()]
        is_score = metric not in RUN_METRICS
        self.is_unit = is_score and all(-1e-12 <= mean(values) <= 1 + 1e-12 for values in every)
        self.is_binary = is_score and all(len(values) == 1 and values[0] in (0, 1) for values in every)
        self.clusters = None if cluster_by is None else [self._cluster(item, cluster_by) for item in shared]

        self.adjustment = None
        #: What is tested: the differences, adjusted where the policy names a covariate.
        self.tested, self.tested_binary = self.differences, self.is_binary

    def adjust(self, covariate):
        """CUPED by a metadata field or an earlier experiment's score, as the policy says; from 30 pairs on."""
        n = len(self.differences)
        if "metadata" in covariate:
            known = {item: fields[covariate["metadata"]] for item, fields in self.metadata.items()}
        else:
            known = self.sides[0].others[covariate["experiment"]].means(covariate["score"])
        x = [known[item] for item in self.item_ids]
        if n < 30 or not deviation(x) or not deviation(self.differences):
            return
        centre, plain = mean(x), mean(self.differences)
        products = math.fsum((a - centre) * (b - plain) for a, b in zip(x, self.differences))
        slope = products / ((n - 1) * deviation(x) ** 2)
        target = covariate.get("mean", mean(list(known.values())))
        values = [y - slope * (a - target) for y, a in zip(self.differences, x)]
        spread = deviation(values) ** 2
        of_target = 0 if "mean" in covariate else slope**2 * deviation(list(known.values())) ** 2 / len(known)
        needed = spread * (n - 1) / (n - 2) + of_target * n
        stretch, middle = math.sqrt(needed / spread), mean(values)
        self.tested = [middle + stretch * (value - middle) for value in values]
        self.tested_binary = False
        self.adjustment = {
            "slope": slope,
            "correlation": products / ((n - 1) * deviation(x) * deviation(self.differences)),
            "mean": target,
            "itemsKnown": len(known),
            "unadjusted/meanDifference": plain,
            "unadjusted/standardError": standard_error(self.differences),
            "gain": deviation(self.differences) ** 2 / needed - 1,
        }

    def extremes(self):
        every = [*self.baseline, *self.candidate, *self.baseline_only, *self.candidate_only]
        return (min(every), max(every)) if every else (0, 0)

    def fills(self, extremes):
        """Differences with what failed and unscored runs lack at the worst and the best for the candidate."""
        low, high = extremes
        whole = all(rows.is_complete() for rows in self.sides)
        failed = [
            math.inf if rows.is_complete() else rows.status["failed"] + len(rows.completed) - self._scored(values)
            for rows, values in zip(self.sides, (self.baseline_values, self.candidate_values))
        ]
        first = sorted(self.baseline_only_items)[: None if failed[1] == math.inf else failed[1]]
        second = sorted(self.candidate_only_items)[: None if failed[0] == math.inf else failed[0]]
        both = min(self.missing_in_both, *failed)
        shares = [
            [1 - len(values[item]) / rows.repetitions_of(self.metric) if whole else 0 for item in self.item_ids]
            for rows, values in zip(self.sides, (self.baseline_values, self.candidate_values))
        ]
        partial = sum(x > 0 or y > 0 for x, y in zip(*shares))

        def fill(worst, best):
            kept = [
                difference
                if x == 0 and y == 0
                else after * (1 - y) + worst * y - (before * (1 - x) + best * x)
                for difference, before, after, x, y in zip(
                    self.differences, self.baseline, self.candidate, *shares
                )
            ]
            return [
                *kept,
                *(worst - value for _, value in first),
                *(value - best for _, value in second),
                *([worst - best] * both),
            ]

        added = len(first) + len(second) + both
        return {
            "lowest": fill(low, high),
            "highest": fill(high, low),
            "clusters": None if self.clusters is None else [*self.clusters, *(("missing", k) for k in range(added))],
            "items": added + partial,
        }

    @staticmethod
    def _scored(values):
        return sum(len(one) for one in values.values())

    def _cluster(self, item, field):
        label = self.label(item, field)
        return ("item", item) if label is None else ("field", label)

    def label(self, item, field):
        value = self.metadata[item].get(field)
        if value is None:
            return None
        if isinstance(value, bool):
            return str(value).lower()
        return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


class Tests:
    """The figures a verdict rests on, of the pairs alone."""

    def __init__(self, differences, level, clusters=None, is_binary=False, kind="score", width=None, jump=None):
        self.jump = bounds.unseen_jump(differences, 0, width, clusters) if width and jump is None else jump
        self.differences, self.clusters, self.kind, self.width = differences, clusters, kind, width
        self.n = len(differences)
        self.mean = mean(differences)
        self.deviation = deviation(differences)
        self.level = level
        self.cluster_count = None
        self.error, self.df = standard_error(differences), (self.n - 1 if self.n else None)
        if clusters is not None:
            found = clustered(differences, clusters) if self.n else (None, None, None, 0)
            _, self.error, self.df, self.cluster_count = found
        testable = self.error is not None and not is_flat(self.error, self.mean) and self.deviation
        plain = t_interval(self.mean, self.error, self.df, level) if testable else None
        self.p_t = two_sided_t(self.mean, self.error, self.df) if testable else None
        self.p_flip, self.flip_error = sign_flip(differences, clusters) if self.n else (None, 0.0)
        self.binary = None
        if is_binary and clusters is None and self.n:
            self._decide_binary()
        else:
            self._decide_mean(plain)
        self.refusal = self.binary is None and width is None and self.n > 0 and self._is_refused()

    def _decide_binary(self):
        up = sum(difference > 0 for difference in self.differences)
        down = sum(difference < 0 for difference in self.differences)
        self.binary = (up, down, *mcnemar(up, down))
        low, high = bonett_price(up, down, self.n, self.level)
        self.p, self.method, self.p_method = self.binary[2], "bonett_price", "mcnemar"
        self.interval = (low, high) if self.p <= 1 - self.level else (min(0, low), max(0, high))

    def _decide_mean(self, plain):
        """The largest p and the hull of the intervals of all tests that must agree."""
        name = "t" if self.clusters is None else "clustered_t"
        tests = [] if plain is None else [(self.p_t, plain, name)]
        if self.n >= 2 and self.cluster_count != 1:
            adjusted = bounds.hall(bounds.contributions(self.differences, self.clusters), self.level)
            if adjusted is not None:
                tests.append((adjusted[0], adjusted[2], "skewness_adjusted_t"))
            if self.width is not None:
                tests.append((*bounds.unseen(self.differences, self.jump, self.level, self.cluster_count or self.n), "unseen_items"))
        if not tests or self.n < 2 or self.cluster_count == 1:
            self.p = self.interval = self.method = self.p_method = None
            return
        self.p = max(p for p, _, _ in tests)
        self.p_method = next(method for p, _, method in tests if p >= self.p * (1 - SAME))
        most = math.inf if self.width is None else self.width
        low = max(-most, min(interval[0] for _, interval, _ in tests))
        high = min(most, max(interval[1] for _, interval, _ in tests))
        self.interval = (low, high)
        slack = SAME * (high - low)
        is_plain = plain is not None and low >= plain[0] - slack and high <= plain[1] + slack
        self.method = name if is_plain else "widened_t"

    def _is_refused(self):
        units = bounds.contributions(self.differences, self.clusters)
        if len(units) < bounds.MINIMUM_ITEMS[self.kind]:
            return True
        tail = skewness(units)
        return tail is not None and abs(tail) > bounds.TOLERATED_SKEWNESS * math.sqrt(len(units))


class Decision:
    """The tests of the pairs, and of the pairs with the missing values at their extremes."""

    def __init__(self, pairs, level, kind, width, extremes):
        fills = pairs.fills(extremes)
        self.missing = fills["items"]
        #: Places and values of the pairs that miss nothing.
        self.known = [
            (place, tested)
            for place, tested in enumerate(pairs.tested)
            if fills["lowest"][place] == fills["highest"][place]
        ]
        known, clusters = [value for _, value in self.known], None
        missing = len(fills["lowest"]) - len(known)
        if pairs.clusters is not None:
            clusters = [pairs.clusters[place] for place, _ in self.known]
            missing = len(set(fills["clusters"])) - len(set(clusters))
        jump = bounds.unseen_jump(known, missing, width, clusters) if width and pairs.tested else None
        self.tests = Tests(pairs.tested, level, pairs.clusters, pairs.tested_binary, kind, width, jump)
        self.samples = [(pairs.differences, pairs.clusters)]
        self.filled = []
        if self.missing > 0 and pairs.differences:
            self.samples += [(fills["lowest"], fills["clusters"]), (fills["highest"], fills["clusters"])]
            shifts = [tested - plain for tested, plain in zip(pairs.tested, pairs.differences)]
            shifts += [0] * (len(fills["lowest"]) - len(shifts))
            self.filled = [
                Tests([x + y for x, y in zip(differences, shifts)], level, clusters, pairs.tested_binary, kind, width, jump)
                for differences, clusters in self.samples[1:]
            ]
        self.p, self.p_method, self.interval = self._worst()

    def _worst(self):
        tests = self.tests
        if not self.filled or tests.interval is None or tests.p is None:
            return tests.p, tests.p_method, tests.interval
        every = [tests, *self.filled]
        signs = {(test.mean > 0) - (test.mean < 0) for test in every}
        p = 1.0 if len(signs) > 1 else max(1.0 if test.p is None else test.p for test in every)
        intervals = [test.interval or tests.interval for test in every]
        hull = min(low for low, _ in intervals), max(high for _, high in intervals)
        return p, tests.p_method if p == tests.p else "missing_values", hull

    def bounds(self, alpha):
        found = [bounds.one_sided(*sample, self.tests.width, alpha) for sample in self.samples]
        if any(one is None for one in found):
            return None
        return min(low for low, _ in found), max(high for _, high in found)

    def equivalence(self, margin, alpha):
        if margin is None:
            return None
        found = [bounds.equivalence(*sample, self.tests.width, margin, alpha) for sample in self.samples]
        return None if any(p is None for p in found) else max(found)


def snap(difference, magnitude=None):
    """A difference without rounding noise: to 1e-12 of the larger of the two values it was made from."""
    size = abs(difference if magnitude is None else magnitude)
    if size == 0 or difference == 0:
        return 0.0
    exponent = 12 - math.floor(math.log10(size))
    return float(f"{round(difference * 10.0**exponent)}e{-exponent}")

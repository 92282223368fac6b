"""Two experiments paired by item on one metric, and the tests of their difference."""

from .estimators import (
    bonett_price,
    clustered,
    deviation,
    is_flat,
    mcnemar,
    mean,
    sign_flip,
    standard_error,
    t_interval,
    two_sided_t,
)

from .rows import RUN_METRICS

SMALL = 30


class Pairs:
    """Aligned values of one metric; differences are candidate − baseline without rounding noise."""

    def __init__(self, baseline, candidate, metric, cluster_by=None):
        self.metric = metric
        self.baseline_values = baseline.values(metric)
        self.candidate_values = candidate.values(metric)
        before, after = baseline.means(metric), candidate.means(metric)
        # Ids in code-unit order, as JavaScript and the store sort them.
        shared = sorted(before.keys() & after.keys(), key=lambda item: item.encode("utf-16-be"))
        self.item_ids = shared
        self.baseline = [before[item] for item in shared]
        self.candidate = [after[item] for item in shared]
        self.differences = [snap(y - x) for x, y in zip(self.baseline, self.candidate)]
        self.baseline_only = [before[item] for item in before.keys() - after.keys()]
        self.candidate_only = [after[item] for item in after.keys() - before.keys()]
        self.items = max(len(baseline.items), len(candidate.items))
        self.missing_in_both = self.items - len(shared) - len(self.baseline_only) - len(self.candidate_only)
        self.metadata = baseline.items
        self.sides = (baseline, candidate)
        every = [*self.baseline_values.values(), *self.candidate_values.values()]
        is_score = metric not in RUN_METRICS
        self.is_unit = is_score and all(0 <= mean(values) <= 1 for values in every)
        self.is_binary = is_score and all(len(values) == 1 and values[0] in (0, 1) for values in every)
        self.clusters = None if cluster_by is None else [self._cluster(item, cluster_by) for item in shared]

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
    """The figures a verdict rests on."""

    def __init__(self, differences, level, clusters=None, is_binary=False):
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
        self.interval = t_interval(self.mean, self.error, self.df, level) if testable else None
        self.method = None if not testable else "t" if clusters is None else "clustered_t"
        self.p_t = two_sided_t(self.mean, self.error, self.df) if testable else None
        self.p_flip, self.flip_error = sign_flip(differences, clusters) if self.n else (None, 0.0)
        self.binary = None
        units = self.n if clusters is None else self.cluster_count
        if self.p_t is None:
            self.p = None
        else:
            self.p = max(self.p_t, self.p_flip) if units < SMALL else self.p_t
        self.p_error = self.flip_error if self.p is not None and self.p == self.p_flip else 0.0
        if is_binary and clusters is None and self.n:
            up = sum(difference > 0 for difference in differences)
            down = sum(difference < 0 for difference in differences)
            self.binary = (up, down, *mcnemar(up, down))
            self.interval = bonett_price(up, down, self.n, level)
            self.method, self.p, self.p_error = "bonett_price", self.binary[2], 0.0


def snap(difference):
    """Differences of scores to 1e-12: what is finer is floating-point noise."""
    return difference if abs(difference) > 9_000 else round(difference * 1e12) / 1e12


def direction(interval):
    if interval is None or interval[0] <= 0 <= interval[1]:
        return 0
    return 1 if interval[0] > 0 else -1

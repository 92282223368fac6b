"""Each candidate against the baseline on each metric."""

import math

from .estimators import (
    bca,
    cliffs_delta,
    deviation,
    hedges,
    holm,
    mean,
    sign_flip,
    wilcoxon,
    wilcoxon_normal,
)
from .pairs import Decision, Pairs, snap
from .power import detectable_effect, units_needed
from .reliability import check_reliability
from .sequences import Sequence

#: Permutation and bootstrap figures are held within so many standard errors of both simulations.
SIMULATION = 5
RESAMPLES = 9_999
BOOTSTRAP_LIMIT = 1_000
WILCOXON_LIMIT = 200
POWER = 0.8
KINDS = {"latency_ms": "latency", "cost_usd": "cost", "total_tokens": "tokens"}
#: Averages over random orders of bets differ between two programs by so much of the width of the bounds.
BETTING = 0.05


def check_difference(checker, path, reported, experiments, policy, looked=None):
    """Recomputes one difference; returns what families and slices need of it."""
    baseline, candidate = experiments[reported["baselineId"]], experiments[reported["candidateId"]]
    result = decide(reported["metric"], baseline, candidate, policy, reported["range"], declared_direction(reported), looked)
    pairs, tests, decision, higher = (result[name] for name in ("pairs", "tests", "decision", "higher"))
    level = 1 - policy["alpha"]
    for field in ("metric", "candidateId", "baselineId", "directionFrom"):
        checker.prose(f"{path}/{field}")
    checker.equal(f"{path}/n", tests.n)
    _check_range(checker, f"{path}/range", reported["range"], result["range"])
    _check_dropped(checker, f"{path}/dropped", pairs)
    checker.number(f"{path}/meanDifference", tests.mean)
    checker.number(f"{path}/standardError", tests.error)
    sequence = result["sequence"]
    interval_level = level if sequence is None else 1 - sequence.alpha
    checker.interval(f"{path}/interval", decision.interval, interval_level, absolute=1e-12 if sequence is None else 1e-9)
    checker.number(f"{path}/pValueT", tests.p_t if sequence is None else None)
    is_flipped = pairs.differences and sequence is None
    flip, flip_error = sign_flip(pairs.differences, pairs.clusters) if is_flipped else (None, 0.0)
    checker.number(f"{path}/pValueSignFlip", flip, absolute=simulation_error(flip, flip_error))
    sign = 1 if higher else -1
    wins = sum(sign * difference > 0 for difference in pairs.differences)
    losses = sum(sign * difference < 0 for difference in pairs.differences)
    checker.equal(f"{path}/wins", wins)
    checker.equal(f"{path}/losses", losses)
    checker.equal(f"{path}/ties", tests.n - wins - losses)
    checker.equal(f"{path}/higherIsBetter", higher)
    _check_extended(checker, path, reported, result, policy)
    check_reliability(checker, f"{path}/reliability", pairs, result["fixed"], policy["alpha"], sequence is not None)
    return {**result, "reported": reported, "path": path}


def declared_direction(reported):
    """Which way is better as the evaluator says; None where it says nothing, and then only the rows and the policy count."""
    return reported["higherIsBetter"] if reported["directionFrom"] == "evaluator" else None


def decide(metric, baseline, candidate, policy, declared, higher, looked=None):
    """Everything of two experiments on a metric; what the evaluator declared is taken from the report.

    `looked` is the error of the sequence that decides, where the comparison was looked at while it ran."""
    worst = None
    pairs = Pairs(baseline, candidate, metric, policy.get("clusterBy"))
    kind = KINDS.get(metric, "score")
    known = None
    if kind == "score" and declared is not None and declared["isDeclared"]:
        known = declared["minimum"], declared["maximum"]
    elif kind == "score" and (pairs.is_unit or baseline.data_type(metric) == "BOOLEAN"):
        known = 0, 1
    higher = policy.get("higherIsBetter", {}).get(metric, kind == "score" if higher is None else higher)
    if known is not None and "failed" in policy["missing"]:
        worst = known[0 if higher else 1]
        pairs = Pairs(baseline, candidate, metric, policy.get("clusterBy"), worst)
    if policy.get("covariate") is not None and metric == policy["primaryMetric"]:
        pairs.adjust(policy["covariate"])
    width = None if known is None else known[1] - known[0]
    extremes = known or pairs.extremes()
    fixed = Decision(pairs, 1 - policy["alpha"], kind, width, extremes)
    sequence = None
    if looked is not None:
        sequence = Sequence(baseline, candidate, metric, looked, policy, known, higher, worst)
    return {
        "pairs": pairs,
        "tests": fixed.tests,
        "fixed": fixed,
        "decision": fixed if sequence is None else Looked(fixed, sequence),
        "sequence": sequence,
        "higher": higher,
        "range": known,
    }


class Looked:
    """What decides after looking as long as it took: the anytime-valid interval alone."""

    p = p_method = None

    def __init__(self, fixed, sequence):
        self.tests, self.missing, self.interval = fixed.tests, fixed.missing, sequence.interval

    def bounds(self, _alpha):
        return self.interval

    def equivalence(self, _margin, _alpha):
        return None


def _check_relative(checker, path, means, interval, known):
    """The difference as a share of the baseline's mean, within what the range leaves from there."""
    base, difference = means
    if base is None or base <= 0 or (known is not None and known[0] < 0):
        checker.equal(path, None)
        return
    least, most = (-base, math.inf) if known is None else (known[0] - base, known[1] - base)
    checker.number(f"{path}/estimate", difference / base)
    ends = (None, None) if interval is None else [min(most, max(least, end)) / base for end in interval[:2]]
    checker.number(f"{path}/lower", ends[0])
    checker.number(f"{path}/upper", ends[1])


def _correlation(x, y):
    """Pearson's, from its definition."""
    if len(x) < 2 or len(set(x)) == 1 or len(set(y)) == 1:
        return None
    left, right = ([value - mean(side) for value in side] for side in (x, y))
    product = math.fsum(a * b for a, b in zip(left, right))
    return product / math.sqrt(math.fsum(a * a for a in left) * math.fsum(b * b for b in right))


def _check_range(checker, path, reported, known):
    if known is None:
        checker.equal(path, None)
        return
    checker.equal(f"{path}/minimum", known[0])
    checker.equal(f"{path}/maximum", known[1])
    checker.configuration(f"{path}/isDeclared")


def _check_dropped(checker, path, pairs):
    reasons = {
        "missing_in_baseline": len(pairs.candidate_only),
        "missing_in_candidate": len(pairs.baseline_only),
        "missing_in_both": pairs.missing_in_both,
    }
    checker.equal(f"{path}/total", sum(reasons.values()))
    present = {reason: count for reason, count in reasons.items() if count > 0}
    if not present:
        checker.equal(f"{path}/reasons", {})
    for reason, count in present.items():
        checker.equal(f"{path}/reasons/{reason}", count)


def _check_extended(checker, path, reported, result, policy):
    metric, alpha = reported["metric"], policy["alpha"]
    pairs, tests, decision = result["pairs"], result["tests"], result["decision"]
    checker.equal(f"{path}/kind", KINDS.get(metric, "score"))
    checker.equal(f"{path}/role", "primary" if metric == policy["primaryMetric"] else "secondary")
    checker.equal(f"{path}/clusters", tests.cluster_count)
    checker.number(f"{path}/baselineMean", mean(pairs.baseline))
    checker.number(f"{path}/candidateMean", mean(pairs.candidate))
    _check_relative(checker, f"{path}/relative", (mean(pairs.baseline), tests.mean), decision.interval, result["range"])
    checker.number(f"{path}/correlation", _correlation(pairs.baseline, pairs.candidate))
    checker.number(f"{path}/standardDeviation", tests.deviation)
    checker.number(f"{path}/degreesOfFreedom", tests.df)
    if result["sequence"] is None:
        checker.equal(f"{path}/intervalMethod", tests.method)
        _check_bounds(checker, f"{path}/bounds", decision, alpha)
        _check_bootstrap(checker, f"{path}/bootstrapInterval", pairs, tests, 1 - alpha)
        checker.number(f"{path}/pValueWilcoxon", _wilcoxon(pairs.differences))
        _check_binary(checker, f"{path}/binary", tests)
    else:
        _check_looked(checker, path, decision.interval)
    checker.number(f"{path}/pValue", decision.p)
    checker.equal(f"{path}/pValueMethod", decision.p_method)
    _check_adjustment(checker, f"{path}/adjustment", pairs.adjustment)
    _check_effect(checker, f"{path}/effect", pairs)
    _check_equivalence(checker, f"{path}/equivalence", decision, policy["margins"].get(metric), alpha)
    _check_power(checker, f"{path}/power", tests, alpha)
    _check_items(checker, f"{path}/items", pairs)
    checker.prose(f"{path}/undefinedReasons")
    checker.prose(f"{path}/notes")


def _check_bounds(checker, path, decision, alpha):
    found = decision.bounds(alpha)
    if found is None:
        checker.equal(path, None)
        return
    tests = decision.tests
    slack = 1e-12 if tests.width is None else BETTING * (found[1] - found[0])
    checker.number(f"{path}/lower", found[0], absolute=slack)
    checker.number(f"{path}/upper", found[1], absolute=slack)
    clustered = tests.clusters is not None
    unbounded = "skewness_adjusted_t" if tests.width is None else "betting"
    checker.equal(f"{path}/method", "clustered_t" if clustered else unbounded)


def _check_looked(checker, path, interval):
    """Nothing of a fixed number of items stands beside an interval that holds at all times."""
    for field in ("bootstrapInterval", "pValueWilcoxon", "binary"):
        checker.equal(f"{path}/{field}", None)
    checker.equal(f"{path}/intervalMethod", None if interval is None else "confidence_sequence")
    if interval is None:
        checker.equal(f"{path}/bounds", None)
        return
    checker.number(f"{path}/bounds/lower", interval[0], absolute=1e-9)
    checker.number(f"{path}/bounds/upper", interval[1], absolute=1e-9)
    checker.equal(f"{path}/bounds/method", "confidence_sequence")


def simulation_error(p, error):
    """How far a p-value from 9,999 random sign patterns may be from this program's."""
    if p is None or error == 0:
        return 1e-12
    return SIMULATION * math.hypot(error, math.sqrt(p * (1 - p) / RESAMPLES)) + 1 / RESAMPLES


def _wilcoxon(differences):
    if not differences:
        return None
    nonzero = sum(difference != 0 for difference in differences)
    if nonzero == 0:
        return 1.0
    return wilcoxon(differences) if nonzero <= WILCOXON_LIMIT else wilcoxon_normal(differences)


def _check_bootstrap(checker, path, pairs, tests, level):
    units = len(set(pairs.clusters)) if pairs.clusters is not None else tests.n
    if tests.n > BOOTSTRAP_LIMIT or units < 2 or not tests.deviation:
        checker.number(path, None)
        return
    adjusted = pairs.adjustment is not None or tests.error is None
    spread = deviation(pairs.differences) / math.sqrt(tests.n) if adjusted else tests.error
    tolerance = (0.25 if units >= 60 else 0.5 if units >= 30 else 0.75) * spread
    checker.number(f"{path}/level", level)
    ends = bca(pairs.differences, level, pairs.clusters, RESAMPLES)
    for field, (least, own, most) in zip(("lower", "upper"), ends):
        checker.between(f"{path}/{field}", min(least, own - tolerance), max(most, own + tolerance))


def _check_binary(checker, path, tests):
    if tests.binary is None:
        checker.equal(path, None)
        return
    up, down, exact, mid = tests.binary
    checker.equal(f"{path}/candidateOnly", up)
    checker.equal(f"{path}/baselineOnly", down)
    checker.number(f"{path}/pValueExact", exact)
    checker.number(f"{path}/pValueMid", mid)


def _check_adjustment(checker, path, adjustment):
    if adjustment is None:
        checker.equal(path, None)
        return
    checker.prose(f"{path}/covariate")
    checker.configuration(f"{path}/isMeanStated")
    for field, value in adjustment.items():
        checker.number(f"{path}/{field}", value)


def _check_effect(checker, path, pairs):
    n, spread = len(pairs.differences), deviation(pairs.differences)
    dz = mean(pairs.differences) / spread if spread else None
    correction = hedges(n - 1) if n > 1 else None
    checker.number(f"{path}/dz", dz)
    checker.number(f"{path}/hedgesG", None if dz is None or correction is None else dz * correction)
    checker.number(f"{path}/cliffsDelta", cliffs_delta([snap(x) for x in pairs.baseline], [snap(x) for x in pairs.candidate]))


def settle_equivalences(family, margins, alpha):
    """Per decision: adjusted p and conclusion, Holm over the family's tests; None without a test."""
    found = [decision.equivalence(margin, alpha) for decision, margin in zip(family, margins)]
    adjusted = holm(found)
    return [None if p is None else (p, p < alpha) for p in adjusted]


def betting_slack(p):
    """How far the p-value of bets over other random orders may be."""
    return 0.5 * p + 1e-9


def _check_equivalence(checker, path, decision, margin, alpha):
    p = decision.equivalence(margin, alpha)
    if p is None:
        checker.equal(path, None)
        return
    interval = decision.bounds(alpha)
    slack = 1e-12 if decision.tests.width is None else BETTING * (interval[1] - interval[0])
    checker.configuration(f"{path}/margin")
    checker.number(f"{path}/pValue", p, absolute=betting_slack(p))
    checker.interval(f"{path}/interval", interval, 1 - 2 * alpha, absolute=slack)


def _check_power(checker, path, tests, alpha):
    checker.number(f"{path}/power", POWER)
    if not tests.error:
        checker.number(f"{path}/minimumDetectableEffect", None)
        checker.number(f"{path}/itemsNeeded", None)
        return
    units = tests.df + 1
    deviation = tests.error * math.sqrt(units)
    checker.number(f"{path}/minimumDetectableEffect", detectable_effect(units, alpha, POWER) * deviation)
    needed = None
    if tests.mean != 0:
        exact = units_needed(abs(tests.mean) / deviation, alpha, POWER) * tests.n / units
        needed = math.ceil(exact - 1e-9 * exact)
    checker.number(f"{path}/itemsNeeded", needed)


def _check_items(checker, path, pairs, points=100, ends=5):
    ordered = sorted(pairs.differences)
    complete = len(ordered) <= points
    checker.equal(f"{path}/isComplete", complete)
    curve = ordered
    if not complete:
        places = [math.floor(place * (len(ordered) - 1) / (points - 1) + 0.5) for place in range(points)]
        curve = [ordered[place] for place in places]
    _check_list(checker, f"{path}/sorted", curve, checker.number)
    rows = list(zip(pairs.item_ids, pairs.baseline, pairs.candidate, pairs.differences))
    highest = sorted((row for row in rows if row[3] > 0), key=lambda row: -row[3])[:ends]
    lowest = sorted((row for row in rows if row[3] < 0), key=lambda row: row[3])[:ends]
    for name, expected in (("highest", highest), ("lowest", lowest)):
        _check_list(checker, f"{path}/{name}", expected, lambda place, row: _check_item(checker, place, row))


def _check_item(checker, path, row):
    item, baseline, candidate, difference = row
    checker.equal(f"{path}/itemId", item)
    checker.number(f"{path}/baseline", baseline)
    checker.number(f"{path}/candidate", candidate)
    checker.number(f"{path}/difference", difference)


def _check_list(checker, path, expected, check):
    if not expected:
        checker.equal(path, [])
    for place, value in enumerate(expected):
        check(f"{path}/{place}", value)

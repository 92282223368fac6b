"""Each candidate against the baseline on each metric."""

import math

from .distributions import normal_survival, t_survival
from .estimators import (
    bca,
    bonett_price,
    bonett_price_moments,
    cliffs_delta,
    hedges,
    holm,
    is_flat,
    mean,
    t_interval,
    wilcoxon,
    wilcoxon_normal,
)
from .pairs import Pairs, Tests, snap
from .power import detectable_effect, units_needed
from .reliability import check_reliability

#: Permutation and bootstrap figures are held within so many standard errors of both simulations.
SIMULATION = 5
RESAMPLES = 9_999
BOOTSTRAP_LIMIT = 1_000
WILCOXON_LIMIT = 200
POWER = 0.8


def check_difference(checker, path, reported, experiments, policy):
    """Recomputes one difference; returns what families and slices need of it."""
    metric = reported["metric"]
    baseline, candidate = experiments[reported["baselineId"]], experiments[reported["candidateId"]]
    pairs = Pairs(baseline, candidate, metric, policy.get("clusterBy"))
    level = 1 - policy["alpha"]
    tests = Tests(pairs.differences, level, pairs.clusters, pairs.is_binary and "binary" in reported)
    kind = "score" if metric not in ("latency_ms", "cost_usd", "total_tokens") else metric
    higher = policy.get("higherIsBetter", {}).get(metric, kind == "score")
    for field in ("metric", "candidateId", "baselineId", "reason"):
        checker.prose(f"{path}/{field}")
    checker.equal(f"{path}/n", tests.n)
    _check_dropped(checker, f"{path}/dropped", pairs)
    checker.number(f"{path}/meanDifference", tests.mean)
    checker.number(f"{path}/standardError", tests.error)
    flat_point = (tests.mean, tests.mean) if tests.n > 1 and tests.interval is None else None
    # Schema 1 shows the point itself at zero variance, later ones nothing.
    shown = tests.interval or (flat_point if "kind" not in reported else None)
    checker.interval(f"{path}/interval", shown, level)
    checker.number(f"{path}/pValueT", tests.p_t)
    checker.number(f"{path}/pValueSignFlip", tests.p_flip, absolute=simulation_error(tests.p_flip, tests.flip_error))
    sign = 1 if higher else -1
    wins = sum(sign * difference > 0 for difference in pairs.differences)
    losses = sum(sign * difference < 0 for difference in pairs.differences)
    checker.equal(f"{path}/wins", wins)
    checker.equal(f"{path}/losses", losses)
    checker.equal(f"{path}/ties", tests.n - wins - losses)
    checker.equal(f"{path}/higherIsBetter", higher)
    if "kind" in reported:
        _check_extended(checker, path, reported, pairs, tests, policy)
        check_reliability(checker, f"{path}/reliability", pairs, policy["alpha"])
    else:
        checker.equal(f"{path}/verdict", simple_verdict(tests, higher, policy))
    return {"pairs": pairs, "tests": tests, "higher": higher, "reported": reported, "path": path}


def simple_verdict(tests, higher, policy):
    """The rule of schema 1: the interval excludes zero, and with few pairs the sign-flip test agrees."""
    if tests.n < policy["minimumPairs"] or tests.interval is None:
        return "insufficient_data"
    if tests.interval[0] <= 0 <= tests.interval[1]:
        return "inconclusive"
    if tests.n < 30 and tests.p_flip > policy["alpha"]:
        return "inconclusive"
    return "better" if (tests.mean > 0) == higher else "worse"


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


def _check_extended(checker, path, reported, pairs, tests, policy):
    metric, level = reported["metric"], 1 - policy["alpha"]
    kinds = {"latency_ms": "latency", "cost_usd": "cost", "total_tokens": "tokens"}
    checker.equal(f"{path}/kind", kinds.get(metric, "score"))
    checker.equal(f"{path}/role", "primary" if metric == policy["primaryMetric"] else "secondary")
    checker.equal(f"{path}/clusters", tests.cluster_count)
    checker.number(f"{path}/baselineMean", mean(pairs.baseline))
    checker.number(f"{path}/candidateMean", mean(pairs.candidate))
    checker.number(f"{path}/standardDeviation", tests.deviation)
    checker.number(f"{path}/degreesOfFreedom", tests.df)
    checker.equal(f"{path}/intervalMethod", tests.method)
    _check_bootstrap(checker, f"{path}/bootstrapInterval", pairs, tests, level)
    checker.number(f"{path}/pValueWilcoxon", _wilcoxon(pairs.differences))
    _check_binary(checker, f"{path}/binary", tests)
    checker.number(f"{path}/pValue", tests.p, absolute=simulation_error(tests.p, tests.p_error))
    _check_effect(checker, f"{path}/effect", pairs, tests)
    _check_equivalence(checker, f"{path}/equivalence", tests, policy["margins"].get(metric), policy["alpha"])
    _check_power(checker, f"{path}/power", tests, policy["alpha"])
    _check_items(checker, f"{path}/items", pairs)
    checker.prose(f"{path}/undefinedReasons")
    checker.prose(f"{path}/notes")


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
    spread = tests.deviation / math.sqrt(tests.n) if tests.error is None else tests.error
    # The ends of two bootstrap intervals differ by their own resampling, and few items have few possible means.
    tolerance = (0.25 if units >= 30 else 0.75) * spread
    checker.interval(path, bca(pairs.differences, level, pairs.clusters), level, absolute=tolerance)


def _check_binary(checker, path, tests):
    if tests.binary is None:
        checker.equal(path, None)
        return
    up, down, exact, mid = tests.binary
    checker.equal(f"{path}/candidateOnly", up)
    checker.equal(f"{path}/baselineOnly", down)
    checker.number(f"{path}/pValueExact", exact)
    checker.number(f"{path}/pValueMid", mid)


def _check_effect(checker, path, pairs, tests):
    dz = tests.mean / tests.deviation if tests.deviation else None
    correction = hedges(tests.n - 1) if tests.n > 1 else None
    checker.number(f"{path}/dz", dz)
    checker.number(f"{path}/hedgesG", None if dz is None or correction is None else dz * correction)
    checker.number(f"{path}/cliffsDelta", cliffs_delta([snap(x) for x in pairs.baseline], [snap(x) for x in pairs.candidate]))


def equivalence_of(tests, margin, alpha):
    """p and interval of two one-sided tests; None without a margin or an error."""
    if margin is None or tests.error is None:
        return None
    if tests.binary is not None:
        up, down = tests.binary[:2]
        difference, error = bonett_price_moments(up, down, tests.n)
        p = normal_survival((margin - abs(difference)) / error)
        return p, bonett_price(up, down, tests.n, 1 - 2 * alpha)
    if is_flat(tests.error, tests.mean):
        return None, (tests.mean, tests.mean)
    p = max(
        t_survival((tests.mean + margin) / tests.error, tests.df),
        t_survival((margin - tests.mean) / tests.error, tests.df),
    )
    return p, t_interval(tests.mean, tests.error, tests.df, 1 - 2 * alpha)


def settle_equivalences(family, margins, alpha):
    """Per result: adjusted p and conclusion, Holm over the family's tests; None without a test."""
    found = [equivalence_of(tests, margin, alpha) for tests, margin in zip(family, margins)]
    adjusted = holm([None if test is None else test[0] for test in found])
    settled = []
    for tests, margin, test, p in zip(family, margins, found, adjusted):
        if test is None:
            settled.append(None)
        else:
            settled.append((p, abs(tests.mean) < margin if p is None else p < alpha))
    return settled


def _check_equivalence(checker, path, tests, margin, alpha):
    found = equivalence_of(tests, margin, alpha)
    if found is None:
        checker.equal(path, None)
        return
    p, interval = found
    checker.configuration(f"{path}/margin")
    checker.number(f"{path}/pValue", p)
    checker.interval(f"{path}/interval", interval, 1 - 2 * alpha)


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

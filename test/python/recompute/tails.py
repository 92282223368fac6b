"""Median, 95th percentile and geometric mean of latency and cost, candidate against baseline."""

import math

from . import bounds
from .distributions import binomial_cdf
from .estimators import holm
from .pairs import Tests
from .versions import same_items

QUANTILES = {"median": 0.5, "p95": 0.95}
METRICS = ("latency_ms", "cost_usd")


def amounts(rows, metric):
    """Item id -> (lower, upper) of its mean; the upper is infinite where a run timed out, failed or has no value."""
    known, found = rows.values(metric), {}
    for item in rows.items:
        runs = [row for row in rows.rows if row["item_id"] == item]
        failed = [row for row in runs if row["status"] == "failed"]
        values = known.get(item, [])
        ended = rows.repetitions if rows.is_complete() else len(values) + len(failed)
        if ended == 0 or (not values and not failed and not rows.is_complete()):
            continue
        waited = sum(row["latency_ms"] or 0 for row in failed) if metric == "latency_ms" else 0
        if not failed and len(values) >= ended:
            found[item] = (sum(values) / len(values),) * 2
        else:
            found[item] = ((sum(values) + waited) / ended, math.inf)
    return found


def check_tails(checker, report, experiments, policy):
    baseline = experiments[report["baselineId"]]
    expected = [
        (metric, one["id"], statistic)
        for metric in METRICS
        for one in report["experiments"]
        if one["id"] != report["baselineId"]
        and all(any(m["name"] == metric for m in side["metrics"]) for side in (one, _side(report, report["baselineId"])))
        for statistic in ("median", "p95", "geometric_mean")
    ]
    found = [(tail["of"], tail["candidateId"], tail["statistic"]) for tail in report["tails"]]
    if found != expected:
        checker.failures.append({"path": "tails", "reported": found, "recomputed": expected})
        return
    if not expected:
        checker.equal("tails", [])
        return
    results = []
    for metric, candidate, statistic in expected:
        sides = [_of_both(rows, amounts(rows, metric), baseline, experiments[candidate]) for rows in (baseline, experiments[candidate])]
        results.append(_compare(*sides, statistic, baseline, policy))
        if report["sequential"] is not None:
            # Bounds of a fixed number of items do not hold of what was looked at while it ran.
            results[-1].update(change=None, interval=None, bounds=None, p=None, refusal="looked at")
    adjusted = holm([result["p"] if result["refusal"] is None else None for result in results])
    size = sum(p is not None for p in adjusted)
    for place, (tail, result, p) in enumerate(zip(report["tails"], results, adjusted)):
        _check(checker, f"tails/{place}", tail, {**result, "adjusted": p, "size": size}, policy)


def _of_both(rows, found, baseline, candidate):
    """Without the items that are not the same in both sides' versions of the dataset."""
    same = same_items(baseline, candidate)
    return found if same is None else {item: ends for item, ends in found.items() if item in same}


def _side(report, identity):
    return next(one for one in report["experiments"] if one["id"] == identity)


def _check(checker, path, tail, result, policy):
    for field in ("metric", "of", "kind", "statistic", "candidateId", "baselineId", "reason"):
        checker.prose(f"{path}/{field}")
    for name, (n, censored, value) in zip(("baseline", "candidate"), result["sides"]):
        checker.equal(f"{path}/{name}/n", n)
        checker.equal(f"{path}/{name}/censored", censored)
        checker.number(f"{path}/{name}/value", value)
    checker.number(f"{path}/change", result["change"])
    _check_ends(checker, f"{path}/interval", result["interval"], 1 - policy["alpha"])
    _check_ends(checker, f"{path}/bounds", result["bounds"], None)
    checker.number(f"{path}/pValue", result["p"])
    checker.number(f"{path}/pValueAdjusted", result["adjusted"])
    checker.equal(f"{path}/familySize", result["size"])
    higher = policy.get("higherIsBetter", {}).get(tail["of"], False)
    checker.equal(f"{path}/higherIsBetter", higher)
    checker.equal(f"{path}/verdict", _verdict(tail["statistic"], result, policy, higher))


def _check_ends(checker, path, ends, level):
    if ends is None:
        checker.equal(path, None)
        return
    if level is not None:
        checker.number(f"{path}/level", level)
    for name, value in zip(("lower", "upper"), ends):
        checker.number(f"{path}/{name}", value if math.isfinite(value) else None)


def _verdict(statistic, result, policy, higher):
    n = min(side[0] for side in result["sides"])
    if n < policy["minimumPairs"] or result["refusal"] is not None or result["interval"] is None:
        return "insufficient_data"
    same = 1 if statistic == "geometric_mean" else 0
    low, high = result["interval"]
    if not (low > same or high < same) or result["adjusted"] is None or result["adjusted"] > policy["alpha"]:
        return "inconclusive"
    return "better" if (low > same) == higher else "worse"


def _compare(before, after, statistic, baseline, policy):
    if statistic == "geometric_mean":
        return _geometric(before, after, baseline, policy)
    p, alpha = QUANTILES[statistic], policy["alpha"]
    samples = [(sorted(low for low, _ in side.values()), sorted(high for _, high in side.values())) for side in (before, after)]
    sides = [_side_of(sample, p) for sample in samples]
    change = None if any(value is None for _, _, value in sides) else sides[1][2] - sides[0][2]
    if any(n == 0 for n, _, _ in sides):
        return {"sides": sides, "change": None, "interval": None, "bounds": None, "p": None, "refusal": "nothing"}
    interval = _difference(samples, p, alpha / 4)
    refusal = None if any(math.isfinite(end) for end in interval) else "neither bound"
    result = {
        "sides": sides,
        "change": change,
        "interval": interval,
        "bounds": _difference(samples, p, alpha / 2) if alpha < 0.5 else None,
        "p": min(1.0, 4 * _separation(*samples, p), 4 * _separation(*reversed(samples), p)),
        "refusal": refusal,
    }
    if policy["clusterBy"] is not None and refusal is None:
        result.update(interval=None, bounds=None, p=None, refusal="clusters")
    return result


def _side_of(sample, p):
    lower, upper = sample
    ends = [_type7(values, p) if values else None for values in sample]
    value = ends[0] if ends[0] == ends[1] else None
    return len(lower), sum(math.isinf(high) for high in upper), value


def _type7(values, p):
    place = (len(values) - 1) * p
    below = math.floor(place)
    low, high = values[below], values[min(below + 1, len(values) - 1)]
    share = place - below
    return low if share == 0 or low == high else low + share * (high - low)


def _bounds(sample, p, alpha):
    """Order statistics with that one-sided level."""
    lower, upper = sample
    n = len(lower)
    j = sum(binomial_cdf(rank, n, p) <= alpha for rank in range(n))
    k = next((rank for rank in range(1, n + 1) if binomial_cdf(n - rank, n, 1 - p) <= alpha), None)
    return (lower[j - 1] if j else -math.inf), (math.inf if k is None else upper[k - 1])


def _difference(samples, p, alpha):
    (low_before, high_before), (low_after, high_after) = (_bounds(sample, p, alpha) for sample in samples)
    return low_after - high_before, high_after - low_before


def _separation(below, above, p):
    """The smallest level at which a threshold lies above the one quantile and below the other."""
    n, m = len(below[0]), len(above[0])
    levels = [1.0]
    for threshold in {value for value in (*below[1], *above[0]) if math.isfinite(value)}:
        under = sum(value <= threshold for value in below[1])
        over = sum(value <= threshold for value in above[0])
        levels.append(max(binomial_cdf(n - under, n, 1 - p), binomial_cdf(over, m, p)))
    return min(levels)


def _geometric(before, after, baseline, policy):
    shared = sorted(before.keys() & after.keys())
    every = [*before.values(), *after.values()]
    censored = sum(low != high for low, high in every)
    alpha = policy["alpha"]
    refusal = None
    if censored:
        refusal = "censored"
    elif not shared:
        refusal = "no pairs"
    elif any(low <= 0 for low, _ in every):
        refusal = "zero"
    logs = [] if refusal else [[math.log(side[item][0]) for item in shared] for side in (before, after)]
    values = [math.exp(math.fsum(side) / len(side)) for side in logs] or [None, None]
    sides = [
        (len(side), sum(low != high for low, high in side.values()), value)
        for side, value in zip((before, after), values)
    ]
    result = {"sides": sides, "change": None, "interval": None, "bounds": None, "p": None, "refusal": refusal}
    if refusal:
        return result
    differences = [math.log(after[item][0] / before[item][0]) for item in shared]
    clusters = None
    if policy["clusterBy"] is not None:
        labels = {item: baseline.items[item].get(policy["clusterBy"]) for item in shared}
        clusters = [("item", item) if label is None else ("field", str(label)) for item, label in labels.items()]
    tests = Tests(differences, 1 - alpha, clusters)
    if tests.refusal or tests.interval is None:
        return {**result, "refusal": "refused"}
    found = bounds.one_sided(differences, clusters, None, alpha)
    return {
        **result,
        "change": math.exp(tests.mean),
        "interval": tuple(map(math.exp, tests.interval)),
        "bounds": None if found is None else tuple(map(math.exp, found)),
        "p": tests.p,
    }

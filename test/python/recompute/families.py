"""What rests on several differences at once: corrections, verdicts, pairs of variants, winner, slices."""

from collections import Counter
from itertools import combinations

from .differences import settle_equivalences, simulation_error
from .estimators import benjamini_hochberg, bonett_price, holm, t_interval
from .pairs import SMALL, Pairs, Tests
from .reliability import differential_failure

SLICES_PER_FIELD = 20


def settle(checker, results, policy):
    """Holm within each role, then the verdict."""
    for role in ("primary", "secondary"):
        family = [result for result in results if result["reported"]["role"] == role]
        adjusted = holm([result["tests"].p for result in family])
        size = sum(p is not None for p in adjusted)
        margins = [policy["margins"].get(result["reported"]["metric"]) for result in family]
        equivalences = settle_equivalences([result["tests"] for result in family], margins, policy["alpha"])
        for result, p, equivalence in zip(family, adjusted, equivalences):
            if equivalence is not None:
                checker.number(f"{result['path']}/equivalence/pValueAdjusted", equivalence[0])
                checker.equal(f"{result['path']}/equivalence/isEquivalent", equivalence[1])
            tests = result["tests"]
            slack = simulation_error(tests.p, tests.p_error) * max(1, size)
            checker.number(f"{result['path']}/pValueAdjusted", p, absolute=max(slack, 1e-12))
            checker.equal(f"{result['path']}/familySize", size)
            checker.equal(f"{result['path']}/verdict", verdict(result, policy, (tests.interval, p, equivalence)))


def verdict(result, policy, settled):
    """The policy's rule, from recomputed figures only; settled is interval, adjusted p and equivalence."""
    interval, adjusted, equivalence = settled
    tests, pairs, alpha = result["tests"], result["pairs"], policy["alpha"]
    units = tests.n if tests.cluster_count is None else tests.cluster_count
    if tests.n < policy["minimumPairs"] or units < 2 or _lacks_cluster_field(pairs, policy):
        return "insufficient_data"
    missing = policy["missing"]
    dropped = pairs.items - len(pairs.differences)
    if missing["policy"] == "refuse" and dropped / pairs.items > missing["aboveShare"]:
        return "insufficient_data"
    differential = differential_failure(pairs, alpha)
    if differential is not None and differential[3]:
        return "inconclusive"
    if equivalence is not None and equivalence[1]:
        return "equivalent"
    if interval is None or not tests.deviation and not (tests.binary and tests.binary[0] + tests.binary[1]):
        return "insufficient_data"
    if interval[0] <= 0 <= interval[1]:
        return "inconclusive"
    if tests.binary is not None and tests.binary[2] > alpha:
        return "inconclusive"
    if tests.binary is None and units < SMALL and tests.p_flip > alpha:
        return "inconclusive"
    if adjusted is None or adjusted > alpha:
        return "inconclusive"
    return "better" if (tests.mean > 0) == result["higher"] else "worse"


def _lacks_cluster_field(pairs, policy):
    field = policy["clusterBy"]
    return field is not None and all(pairs.label(item, field) is None for item in pairs.item_ids)


def check_pairs(checker, report, results, experiments, policy):
    """All pairs of variants on the primary metric, with Holm and simultaneous intervals."""
    metric = policy["primaryMetric"]
    contest = []
    for first, second in combinations(report["experiments"], 2):
        baseline, candidate = (second, first) if second["isBaseline"] else (first, second)
        if not all(any(m["name"] == metric for m in side["metrics"]) for side in (baseline, candidate)):
            continue
        known = [
            result
            for result in results
            if result["reported"]["metric"] == metric
            and result["reported"]["candidateId"] == candidate["id"]
            and result["reported"]["baselineId"] == baseline["id"]
        ]
        contest.append((baseline["id"], candidate["id"], known[0] if known else None))
    for place, (baseline, candidate, known) in enumerate(contest):
        if known is not None:
            continue
        pairs = Pairs(experiments[baseline], experiments[candidate], metric, policy["clusterBy"])
        tests = Tests(pairs.differences, 1 - policy["alpha"], pairs.clusters, pairs.is_binary)
        higher = policy["higherIsBetter"].get(metric, True)
        contest[place] = (baseline, candidate, {"pairs": pairs, "tests": tests, "higher": higher})
    adjusted = holm([result["tests"].p for _, _, result in contest])
    size = sum(p is not None for p in adjusted)
    level = 1 - policy["alpha"] / max(1, size)
    margins = [policy["margins"].get(metric)] * len(contest)
    equivalences = settle_equivalences([result["tests"] for _, _, result in contest], margins, policy["alpha"])
    verdicts = {}
    for place, ((baseline, candidate, result), p) in enumerate(zip(contest, adjusted)):
        path, tests = f"pairs/{place}", result["tests"]
        checker.equal(f"{path}/firstId", candidate)
        checker.equal(f"{path}/secondId", baseline)
        checker.equal(f"{path}/n", tests.n)
        checker.number(f"{path}/meanDifference", tests.mean)
        interval = _simultaneous(tests, level)
        checker.interval(f"{path}/interval", interval, level)
        slack = simulation_error(tests.p, tests.p_error) * max(1, size)
        checker.number(f"{path}/pValueAdjusted", p, absolute=max(slack, 1e-12))
        found = verdict(result, policy, (interval, p, equivalences[place]))
        checker.equal(f"{path}/verdict", found)
        checker.prose(f"{path}/reason")
        verdicts[candidate, baseline] = found
    if not contest:
        checker.equal("pairs", [])
    return verdicts


def _simultaneous(tests, level):
    if tests.interval is None:
        return None
    if tests.binary is not None:
        return bonett_price(tests.binary[0], tests.binary[1], tests.n, level)
    return t_interval(tests.mean, tests.error, tests.df, level)


def check_winner(checker, report, verdicts, policy):
    """The one proven better than every other, or the leader and all it does not beat."""
    ids = [experiment["id"] for experiment in report["experiments"]]

    def beats(one, other):
        return verdicts.get((one, other)) == "better" or verdicts.get((other, one)) == "worse"

    winners = [one for one in ids if all(beats(one, other) for other in ids if other != one)]
    checker.equal("winner/metric", policy["primaryMetric"])
    checker.equal("winner/experimentId", winners[0] if winners else None)
    names = {experiment["id"]: experiment["variant"] for experiment in report["experiments"]}
    checker.equal("winner/variant", names[winners[0]] if winners else None)
    checker.prose("winner/sentence")
    tied = [] if winners or not verdicts else _tied(report, beats, policy)
    if not tied:
        checker.equal("winner/tiedIds", [])
    for place, one in enumerate(tied):
        checker.equal(f"winner/tiedIds/{place}", one)


def _tied(report, beats, policy):
    metric = policy["primaryMetric"]
    means = {
        experiment["id"]: next(m["mean"] for m in experiment["metrics"] if m["name"] == metric)
        for experiment in report["experiments"]
        if any(m["name"] == metric and m["mean"] is not None for m in experiment["metrics"])
    }
    if not means:
        return []
    sign = 1 if policy["higherIsBetter"].get(metric, True) else -1
    ids = [experiment["id"] for experiment in report["experiments"]]
    unbeaten = [one for one in means if not any(beats(other, one) for other in ids if other != one)]
    leader = max(unbeaten or means, key=lambda one: sign * means[one])
    others = [experiment["id"] for experiment in report["experiments"] if experiment["id"] != leader]
    return [leader, *(other for other in others if not beats(leader, other))]


def check_slices(checker, report, results, policy):
    fields = list(dict.fromkeys(policy["sliceBy"]))
    if not fields:
        checker.equal("slices", None)
        return
    checker.equal("slices/label", "exploratory")
    for place, field in enumerate(fields):
        checker.equal(f"slices/fields/{place}", field)
    rows, omitted = [], {}
    for result in results:
        if result["reported"]["kind"] != "score":
            continue
        for field in fields:
            labels = [result["pairs"].label(item, field) for item in result["pairs"].item_ids]
            counts = sorted(Counter(labels).items(), key=lambda pair: (-pair[1], "null" if pair[0] is None else pair[0]))
            if len(counts) > SLICES_PER_FIELD:
                omitted[field] = max(omitted.get(field, 0), len(counts) - SLICES_PER_FIELD)
            rows += [(result, field, value, labels) for value, _ in counts[:SLICES_PER_FIELD]]
    tested = [_slice_tests(result, value, labels, policy) for result, _, value, labels in rows]
    minimum = policy["minimumPairs"]
    p_values = [None if tests.n < minimum else tests.p for tests, _ in tested]
    for place, q in enumerate(benjamini_hochberg(p_values)):
        result, field, value, _ = rows[place]
        tests, differences = tested[place]
        path = f"slices/differences/{place}"
        interval = None if tests.n < minimum else tests.interval
        checker.interval(f"{path}/interval", interval, tests.level)
        slack = simulation_error(tests.p, tests.p_error)
        checker.number(f"{path}/pValue", p_values[place], absolute=slack)
        checker.number(f"{path}/qValue", q, absolute=max(slack * len(rows), 1e-12))
        _check_slice(checker, path, (result, field, value), tests, differences)
    if not rows:
        checker.equal("slices/differences", [])
    if not omitted:
        checker.equal("slices/omitted", {})
    for field, count in omitted.items():
        checker.equal(f"slices/omitted/{field}", count)


def _slice_tests(result, value, labels, policy):
    pairs = result["pairs"]
    inside = [place for place, label in enumerate(labels) if label == value]
    differences = [pairs.differences[place] for place in inside]
    clusters = None if pairs.clusters is None else [pairs.clusters[place] for place in inside]
    return Tests(differences, 1 - policy["alpha"], clusters, pairs.is_binary), differences


def _check_slice(checker, path, names, tests, differences):
    result, field, value = names
    for name, expected in (("field", field), ("value", value), ("metric", result["reported"]["metric"])):
        checker.equal(f"{path}/{name}", expected)
    checker.equal(f"{path}/candidateId", result["reported"]["candidateId"])
    checker.equal(f"{path}/n", tests.n)
    checker.number(f"{path}/meanDifference", tests.mean)
    sign = 1 if result["higher"] else -1
    wins = sum(sign * difference > 0 for difference in differences)
    losses = sum(sign * difference < 0 for difference in differences)
    checker.equal(f"{path}/wins", wins)
    checker.equal(f"{path}/losses", losses)
    checker.equal(f"{path}/ties", tests.n - wins - losses)
    checker.prose(f"{path}/undefinedReason")

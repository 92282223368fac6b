"""What rests on several differences at once: corrections, verdicts, pairs of variants, winner, slices."""

from collections import Counter
from itertools import combinations

from .differences import betting_slack, decide, declared_direction, settle_equivalences
from .estimators import benjamini_hochberg, holm
from .labels import check_reason, heed
from .pairs import Decision, Tests
from .reliability import differential_failure
from .sequences import alpha_of

SLICES_PER_FIELD = 20


def settle(checker, results, others, policy):
    """Holm within each role, then the verdict as people's labels leave it; `others` are the pairs of variants without the baseline."""
    for role in ("primary", "secondary"):
        family = [result for result in results if result["reported"]["role"] == role]
        if role == "primary":
            family += others
        adjusted = holm([result["decision"].p for result in family])
        size = sum(p is not None for p in adjusted)
        margins = [policy["margins"].get(result["pairs"].metric) for result in family]
        equivalences = settle_equivalences([result["decision"] for result in family], margins, policy["alpha"])
        for result, p, equivalence in zip(family, adjusted, equivalences):
            result.update(adjusted=p, verdict=verdict(result, policy, (p, equivalence)), size=size)
            heed(result, policy)
            if "path" not in result:
                continue
            if equivalence is not None:
                slack = betting_slack(equivalence[0])
                checker.number(f"{result['path']}/equivalence/pValueAdjusted", equivalence[0], absolute=slack)
                checker.equal(f"{result['path']}/equivalence/isEquivalent", equivalence[1])
            checker.number(f"{result['path']}/pValueAdjusted", p)
            checker.equal(f"{result['path']}/familySize", size)
            checker.equal(f"{result['path']}/verdict", result["verdict"])
            check_reason(checker, result["path"], result["reported"], result)


def verdict(result, policy, settled):
    """The policy's rule, from recomputed figures only; settled is adjusted p and equivalence."""
    adjusted, equivalence = settled
    tests, pairs, alpha = result["tests"], result["pairs"], policy["alpha"]
    units = tests.n if tests.cluster_count is None else tests.cluster_count
    if tests.n < policy["minimumPairs"] or units < 2 or _lacks_cluster_field(pairs, policy):
        return "insufficient_data"
    if pairs.metric == "latency_ms" and any(rows.timed_out() for rows in pairs.sides):
        return "insufficient_data"
    missing = policy["missing"]
    dropped = pairs.items - len(pairs.differences)
    if missing["policy"] == "refuse" and dropped / pairs.items > missing["aboveShare"]:
        return "insufficient_data"
    differential = differential_failure(pairs, alpha) if tests.width is None else None
    if differential is not None and differential[3]:
        return "inconclusive"
    if result["sequence"] is not None:
        return result["sequence"].verdict()
    if tests.refusal:
        return "insufficient_data"
    if equivalence is not None and equivalence[1]:
        return "equivalent"
    if adjusted is None:
        return "insufficient_data"
    if adjusted > alpha:
        return "inconclusive"
    return "better" if (tests.mean > 0) == result["higher"] else "worse"


def _lacks_cluster_field(pairs, policy):
    field = policy["clusterBy"]
    return field is not None and all(pairs.label(item, field) is None for item in pairs.item_ids)


def other_pairs(report, experiments, policy):
    """Pairs of variants without the baseline on the primary metric, which share its family."""
    metric, found = policy["primaryMetric"], []
    primary = [one for one in report["differences"] if one["metric"] == metric]
    for first, second in combinations(report["experiments"], 2):
        sides = (first, second)
        if any(side["isBaseline"] or all(m["name"] != metric for m in side["metrics"]) for side in sides):
            continue
        shown = primary[0] if primary else {"range": None, "directionFrom": None}
        one, other = experiments[first["id"]], experiments[second["id"]]
        looked = None if report["sequential"] is None else alpha_of(report, metric, policy)
        result = decide(metric, one, other, policy, shown["range"], declared_direction(shown), looked)
        found.append({**result, "ids": (second["id"], first["id"])})
    return found


def check_pairs(checker, report, results, others, policy):
    """All pairs of variants on the primary metric as their family settled them, with simultaneous intervals."""
    primary = [result for result in results if result["reported"]["role"] == "primary"]
    known = {(one["reported"]["candidateId"], one["reported"]["baselineId"]): one for one in primary}
    known.update({result["ids"]: result for result in others})
    verdicts = {}
    for place, pair in enumerate(report["pairs"]):
        path, ids = f"pairs/{place}", (pair["firstId"], pair["secondId"])
        result = known.pop(ids)
        tests, size = result["tests"], result["size"]
        level = 1 - policy["alpha"] / max(1, size)
        checker.equal(f"{path}/firstId", ids[0])
        checker.equal(f"{path}/secondId", ids[1])
        checker.equal(f"{path}/n", tests.n)
        checker.number(f"{path}/meanDifference", tests.mean)
        width = tests.width
        extremes = result["range"] or result["pairs"].extremes()
        if result["sequence"] is None:
            interval = Decision(result["pairs"], level, tests.kind, width, extremes).interval
        else:
            interval, level = result["sequence"].interval, 1 - result["sequence"].alpha
        checker.interval(f"{path}/interval", interval, level, absolute=1e-12 if result["sequence"] is None else 1e-9)
        checker.number(f"{path}/pValueAdjusted", result["adjusted"])
        checker.equal(f"{path}/verdict", result["verdict"])
        check_reason(checker, path, pair, result)
        verdicts[ids] = result["verdict"]
    if known:
        checker.failures.append({"path": "pairs", "reported": "fewer pairs", "recomputed": sorted(known)})
    if not report["pairs"]:
        checker.equal("pairs", [])
    return verdicts


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
    primary = next((one for one in report["differences"] if one["role"] == "primary"), None)
    sign = 1 if primary is None or primary["higherIsBetter"] else -1
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
    p_values = [None if tests.n < minimum or tests.refusal else tests.p for tests, _ in tested]
    for place, q in enumerate(benjamini_hochberg(p_values)):
        result, field, value, _ = rows[place]
        tests, differences = tested[place]
        path = f"slices/differences/{place}"
        interval = None if tests.n < minimum or tests.refusal else tests.interval
        checker.interval(f"{path}/interval", interval, tests.level)
        checker.number(f"{path}/pValue", p_values[place])
        checker.number(f"{path}/qValue", q)
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
    whole = result["tests"]
    tests = Tests(differences, 1 - policy["alpha"], clusters, pairs.is_binary, whole.kind, whole.width)
    return tests, differences


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

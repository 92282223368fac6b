"""Where each of several variants stands among all others: counts, share of wins, Bradley–Terry strength."""

import math


def check_standings(checker, report, results, others):
    """Counts from the pairs' differences; strengths by Hunter's minorization, which shares nothing with Newton's method."""
    ids = [experiment["id"] for experiment in report["experiments"]]
    pairs = _pairs(results, others)
    if len(ids) < 3 or not pairs:
        checker.equal("standings", None)
        return
    if report["standings"] is None:
        checker.equal("standings", ids)
        return
    checker.prose("standings/metric")
    given = report["standings"]["variants"]
    if sorted(one["experimentId"] for one in given) != sorted(ids):
        checker.failures.append({"path": "standings/variants", "reported": given, "recomputed": ids})
        return
    counts = {one: _counts(one, pairs) for one in ids}
    met = [one for one in ids if sum(counts[one])]
    strengths = _strengths(met, pairs)
    for place, standing in enumerate(given):
        path, one = f"standings/variants/{place}", standing["experimentId"]
        wins, ties, losses = counts[one]
        compared = wins + ties + losses
        checker.prose(f"{path}/experimentId")
        for name, count in (("comparisons", compared), ("wins", wins), ("ties", ties), ("losses", losses)):
            checker.equal(f"{path}/{name}", count)
        checker.number(f"{path}/winShare", (wins + ties / 2) / compared if compared else None)
        checker.number(f"{path}/strength", strengths.get(one), 1e-6, 1e-5)
        checker.prose(f"{path}/undefinedReason")
        if (standing["undefinedReason"] is None) != (one in strengths):
            checker.failures.append({"path": path, "reported": standing["undefinedReason"], "recomputed": strengths})
    _check_order(checker, given)


def _pairs(results, others):
    """(candidate, baseline) -> wins, ties and losses of the candidate, on the primary metric."""
    found = {}
    primary = [result for result in results if result["reported"]["role"] == "primary"]
    known = [((one["reported"]["candidateId"], one["reported"]["baselineId"]), one) for one in primary]
    for ids, result in known + [(result["ids"], result) for result in others]:
        differences = [(1 if result["higher"] else -1) * one for one in result["pairs"].differences]
        wins, losses = sum(one > 0 for one in differences), sum(one < 0 for one in differences)
        found[ids] = (wins, len(differences) - wins - losses, losses)
    return found


def _counts(one, pairs):
    sides = [counts for (first, _), counts in pairs.items() if first == one]
    sides += [counts[::-1] for (_, second), counts in pairs.items() if second == one]
    return tuple(sum(column) for column in zip(*sides)) if sides else (0, 0, 0)


def _strengths(ids, pairs):
    """Log odds on the Elo scale with mean 0; empty unless everybody is reached from everybody by wins."""
    beaten = {}
    for (first, second), (wins, ties, losses) in pairs.items():
        beaten[first, second] = wins + ties / 2
        beaten[second, first] = losses + ties / 2
    rows = [[beaten.get((one, other), 0) for other in ids] for one in ids]
    size = len(ids)
    reached = [[one == other or rows[one][other] > 0 for other in range(size)] for one in range(size)]
    for middle in range(size):
        for one in range(size):
            for other in range(size):
                reached[one][other] |= reached[one][middle] and reached[middle][other]
    if size < 2 or not all(map(all, reached)):
        return {}
    strength = [1.0] * size
    for _ in range(100_000):
        before = strength
        strength = [
            sum(rows[one])
            / sum(
                (rows[one][other] + rows[other][one]) / (before[one] + before[other])
                for other in range(size)
                if other != one
            )
            for one in range(size)
        ]
        scale = math.exp(sum(map(math.log, strength)) / size)
        strength = [value / scale for value in strength]
        if max(abs(math.log(now / then)) for now, then in zip(strength, before)) < 1e-14:
            break
    return {one: 400 * math.log10(value) for one, value in zip(ids, strength)}


def _check_order(checker, given):
    """The strongest first, as reported; those without shared items last."""
    heights = [
        one["strength"] if one["strength"] is not None else -math.inf if one["winShare"] is None else one["winShare"]
        for one in given
    ]
    if heights != sorted(heights, reverse=True):
        checker.failures.append({"path": "standings/variants", "reported": heights, "recomputed": "a falling order"})

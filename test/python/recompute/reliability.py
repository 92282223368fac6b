"""What could be wrong with a difference: missing values, single items, repetitions."""

import math

from . import bounds
from .estimators import deviation, fisher, is_flat, mcnemar, mean, skewness, standard_error, t_interval, variance

TOLERATED_RATE = 0.05
LISTED = 10


def check_reliability(checker, path, pairs, decision, alpha):
    for name, rows in zip(("baseline", "candidate"), pairs.sides):
        missing, ended, rate = failure_rate(rows, pairs.metric)
        checker.equal(f"{path}/failures/{name}/failedRuns", rows.status["failed"])
        checker.equal(f"{path}/failures/{name}/unscoredRuns", missing - rows.status["failed"])
        checker.equal(f"{path}/failures/{name}/endedRuns", ended)
        checker.number(f"{path}/failures/{name}/rate", rate)
    _check_differential(checker, f"{path}/differentialFailure", pairs, alpha)
    sides = (pairs.baseline_values, pairs.candidate_values)
    for name, values, rows in zip(("baseline", "candidate"), sides, pairs.sides):
        within, between = _components(list(values.values()))
        checker.number(f"{path}/variance/{name}/within", within)
        checker.number(f"{path}/variance/{name}/between", between)
        checker.number(f"{path}/variance/{name}/judgeSamples", rows.judge_variance(pairs.metric))
    _check_leave_one_out(checker, f"{path}/leaveOneOut", pairs, decision, alpha)
    _check_bounds(checker, f"{path}/missingBounds", decision, alpha)
    _check_unseen(checker, f"{path}/unseenItems", decision.tests, alpha)
    checker.number(f"{path}/skewness", skewness(pairs.differences))


def unseen_items(tests, alpha):
    """Share that the pairs can have missed, the jump that undoes the difference, whether there is room, pairs without."""
    n = tests.n if tests.cluster_count is None else tests.cluster_count
    if tests.width is None or tests.binary is not None or n < 2:
        return None
    share, size = 1 - alpha ** (1 / n), abs(tests.mean)
    if size == 0:
        needed = None
    else:
        needed = 1 if size >= tests.width else math.ceil(math.log(alpha) / math.log1p(-size / tests.width))
    return {"share": share, "jump": size / share, "isPossible": size < share * tests.width, "pairsNeeded": needed}


def _check_unseen(checker, path, tests, alpha):
    found = unseen_items(tests, alpha)
    if found is None:
        checker.equal(path, None)
        return
    for field in ("share", "jump", "pairsNeeded"):
        checker.number(f"{path}/{field}", found[field])
    checker.equal(f"{path}/isPossible", found["isPossible"])
    checker.equal(f"{path}/unit", "items" if tests.clusters is None else "clusters")


def failure_rate(rows, metric):
    """Runs without a value, runs that ended, and their ratio."""
    scored = sum(len(values) for values in rows.values(rows.base(metric)).values())
    missing = rows.status["failed"] + len(rows.completed) - scored
    ended = missing + scored
    return missing, ended, missing / ended if ended else None


def differential_failure(pairs, alpha):
    """Test, missing on either side, p and whether the sides differ; None when nothing is missing."""
    rates = [failure_rate(rows, pairs.metric) for rows in pairs.sides]
    if rates[0][0] + rates[1][0] == 0:
        return None
    by_item = all(rows.is_complete() for rows in pairs.sides)
    if by_item:
        complete = [
            {item for item, values in one.items() if len(values) >= rows.repetitions_of(pairs.metric)}
            for one, rows in zip((pairs.baseline_values, pairs.candidate_values), pairs.sides)
        ]
        missing = [len(complete[1] - complete[0]), len(complete[0] - complete[1])]
        p, _ = mcnemar(missing[1], missing[0])
    else:
        missing = [rates[0][0], rates[1][0]]
        p = fisher(missing, [rates[0][1], rates[1][1]])
    shares = [rates[0][2] or 0, rates[1][2] or 0]
    differ = shares[0] != shares[1] and max(shares) > TOLERATED_RATE
    return "mcnemar" if by_item else "fisher", missing, p, p <= alpha or differ


def _check_differential(checker, path, pairs, alpha):
    found = differential_failure(pairs, alpha)
    if found is None:
        checker.equal(path, None)
        return
    test, missing, p, differs = found
    checker.equal(f"{path}/test", test)
    checker.equal(f"{path}/baselineMissing", missing[0])
    checker.equal(f"{path}/candidateMissing", missing[1])
    checker.number(f"{path}/pValue", p)
    checker.equal(f"{path}/isDifferential", differs)


def _components(items):
    repeated = [values for values in items if len(values) > 1]
    freedom = sum(len(values) - 1 for values in repeated)
    if freedom == 0:
        return None, None
    within = math.fsum(variance(values) * (len(values) - 1) for values in repeated) / freedom
    if len(items) < 2:
        return within, None
    spread = variance([mean(values) for values in items])
    return within, max(0.0, spread - within * mean([1 / len(values) for values in items]))


def _check_leave_one_out(checker, path, pairs, decision, alpha):
    """Items without which all tests together say something else, each of the others tested anew."""
    tested = decision.tests.differences
    n = len(tested)
    if pairs.clusters is not None or n < 3 or (len(set(tested)) < 2 and not decision.tests.binary):
        checker.number(f"{path}/flips", None)
        checker.equal(f"{path}/items", [])
        return
    samples = [tested, *(tests.differences for tests in decision.filled)]
    observed = _side(samples, decision, alpha)
    found, flipping = {}, []
    for place, (item, difference) in enumerate(zip(pairs.item_ids, pairs.differences)):
        # Items that are alike in every sample are alike without each other.
        key = tuple(values[place] for values in samples)
        if key not in found:
            found[key] = _side(samples, decision, alpha, place) != observed
        if found[key]:
            flipping.append((item, difference))
    checker.equal(f"{path}/flips", len(flipping))
    flipping.sort(key=lambda row: -abs(row[1]))
    if not flipping:
        checker.equal(f"{path}/items", [])
    for place, (item, difference) in enumerate(flipping[:LISTED]):
        checker.equal(f"{path}/items/{place}/itemId", item)
        checker.number(f"{path}/items/{place}/difference", difference)


def _side(samples, decision, alpha, left_out=None):
    """1 or -1 where all samples are on that side of zero, else 0."""
    rest = [[value for place, value in enumerate(values) if place != left_out] for values in samples]
    if decision.tests.binary:
        sides = {_binary_side(values, alpha) for values in rest}
    else:
        jump, width = None, decision.tests.width
        if width is not None:
            known = [value for place, value in decision.known if place != left_out]
            jump = bounds.unseen_jump(known, len(rest[-1]) - len(known), width)
        sides = {_mean_side(values, alpha, jump) for values in rest}
    return sides.pop() if len(sides) == 1 else 0


def _mean_side(values, alpha, jump):
    intervals = []
    if not is_flat(deviation(values), mean(values)):
        intervals.append(t_interval(mean(values), standard_error(values), len(values) - 1, 1 - alpha))
        adjusted = bounds.hall(values, 1 - alpha)
        intervals += [] if adjusted is None else [adjusted[2]]
    if jump is not None:
        intervals.append(bounds.unseen(values, jump, 1 - alpha)[1])
    if not intervals:
        return 0
    return (min(low for low, _ in intervals) > 0) - (max(high for _, high in intervals) < 0)


def _binary_side(differences, alpha):
    up = sum(difference > 0 for difference in differences)
    down = sum(difference < 0 for difference in differences)
    return (up > down) - (up < down) if mcnemar(up, down)[0] <= alpha else 0


def _check_bounds(checker, path, decision, alpha):
    if not decision.filled:
        checker.equal(path, None)
        return
    checker.equal(f"{path}/items", decision.missing)
    for name, tests in zip(("lowest", "highest"), decision.filled):
        checker.number(f"{path}/{name}/meanDifference", tests.mean)
        checker.interval(f"{path}/{name}/interval", tests.interval, 1 - alpha)
    observed = decision.tests.p
    stable = ((decision.p if decision.p is not None else 1) <= alpha) == ((observed if observed is not None else 1) <= alpha)
    checker.equal(f"{path}/isStable", stable)

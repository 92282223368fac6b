"""Comparisons that were looked at while they ran: confidence sequences by betting, and the discordant e-value."""

import math
import re

from .pairs import snap

SHOWN_LOOKS = 40
MINIMUM_ITEMS = 20


class Sequence:
    """What one pair of experiments says on one metric, item by item in the recorded order, whatever is missing."""

    def __init__(self, baseline, candidate, metric, alpha, policy, known, higher, worst=None):
        self.alpha, self.known = alpha, known
        plan = policy.get("stopEarly") or {}
        self.minimum = plan.get("minimumItems", MINIMUM_ITEMS)
        self.margin = plan.get("futilityMargin")
        self.planned = len(baseline.items)
        before, after = (_finished(rows, metric, worst) for rows in (baseline, candidate))
        items = list(zip(before, after))
        self.pairs = [None if x is None or y is None else snap(y - x, max(abs(x), abs(y))) for (x, _), (y, _) in items]
        self.counted = sum(pair is not None for pair in self.pairs)
        self.dropped = len(items) - self.counted
        self.missing = sum(x > 0 or y > 0 for (_, x), (_, y) in items)
        once = all(rows.repetitions_of(metric) == 1 for rows in (baseline, candidate))
        self.binary = baseline.data_type(metric) == "BOOLEAN" and once
        self.is_refused = known is None
        self.decision, self.decided_at, self.looks = "undecided", None, []
        if not self.is_refused and items:
            low, high = known
            self.lowest = [_filled(y, low) - _filled(x, high) for x, y in items]
            self.highest = [_filled(y, high) - _filled(x, low) for x, y in items]
            self._look(1 if self.binary else high - low, higher)
        self.mean = _mean(self.pairs)
        self.interval = self.looks[-1][2:] if self.looks else None
        self.method = None if not self.looks else "discordant" if self.binary else "betting"

    def _look(self, width, higher):
        up = [value / width for value in self.lowest]
        down = [-value / width for value in self.highest]
        first = _first_proof if self.binary else _first_reach
        proofs = {1: first(up, self.alpha), -1: first(down, self.alpha)}
        margin = 1 if self.margin is None else self.margin / width
        ends = [_first_reach(side, self.alpha, -margin) for side in (up, down)] if margin < 1 else [None]
        moments = [(max(at, self.minimum), sign) for sign, at in proofs.items() if at is not None]
        if all(end is not None for end in ends):
            moments.append((max(*ends, self.minimum), 0))
        moments = [moment for moment in moments if moment[0] <= len(up)]
        if moments:
            # Where both come at once, the proof of a difference goes first.
            self.decided_at, sign = min(moments, key=lambda moment: (moment[0], moment[1] == 0))
            self.decision = "futile" if sign == 0 else "better" if (sign > 0) == higher else "worse"
        for items in _looks(len(up), self.minimum):
            self.looks.append((items, _mean(self.pairs[:items]), *self._ends(up, down, items, width)))
        proven = [at for at, sign in moments if sign != 0]
        if self.binary and proven and self.looks[-1][2] <= 0 <= self.looks[-1][3]:
            # All intervals hold together: the one that decided stands.
            self.looks[-1] = (*self.looks[-1][:2], *self._ends(up, down, min(proven), width))

    def _ends(self, up, down, items, width):
        end = discordant_end if self.binary else betting_end
        return width * end(up[:items], self.alpha), -width * end(down[:items], self.alpha)

    def verdict(self):
        if self.is_refused or self.interval is None:
            return "insufficient_data"
        return {"undecided": "inconclusive", "futile": "equivalent"}.get(self.decision, self.decision)


def _finished(rows, metric, worst):
    """Mean (None without any) and share of missing values of each item of the completed prefix, in the recorded order."""
    passes = None if f"score_{metric}" in rows.rows[0] else re.fullmatch(r"(.+)_pass([@^])\d+", metric)
    score = metric if passes is None else passes[1]
    column = score if f"score_{score}" not in rows.rows[0] else f"score_{score}"
    found = []
    for start in range(0, len(rows.rows), rows.repetitions):
        item = rows.rows[start : start + rows.repetitions]
        if any(row["status"] not in ("completed", "failed") for row in item):
            break
        values = [worst if row["status"] == "failed" else row.get(column) for row in item]
        values = [float(value) for value in values if value is not None]
        if passes:
            missing = rows.repetitions - len(values)
            ends = {_passes(passes[2], values, missing, worth, rows.thresholds.get(passes[1], 1)) for worth in (False, True)}
            found.append((float(ends.pop()), 0) if len(ends) == 1 else (None, 1))
            continue
        found.append((_mean(values), 1 - len(values) / rows.repetitions))
    return found


def _passes(rule, values, missing, worth, threshold):
    """Whether any (@) or all (^) repetitions pass, if those without a value are worth that much."""
    passing = [value >= threshold for value in values] + [worth] * missing
    return any(passing) if rule == "@" else all(passing)


def _filled(item, value):
    mean, missing = item
    return value if mean is None else mean * (1 - missing) + value * missing


def _mean(values):
    known = [value for value in values if value is not None]
    return math.fsum(known) / len(known) if known else None


def _looks(items, minimum):
    if items <= minimum:
        return [items]
    step = math.ceil((items - minimum + 1) / SHOWN_LOOKS)
    return list(range(items, minimum - 1, -step))[::-1]


def _stakes(units, alpha):
    total, squares, stakes = 0.5, 0.25, []
    for t, unit in enumerate(units, 1):
        stakes.append(math.sqrt(2 * math.log(1 / alpha) / (t * math.log(1 + t) * squares / t)))
        total += unit
        squares += (unit - total / (t + 1)) ** 2
    return stakes


def _first_reach(differences, alpha, threshold=0.0):
    """Items after which the bets that the mean is above the threshold are worth 2 / alpha; None if never."""
    units = [(difference + 1) / 2 for difference in differences]
    centre, wealth = (threshold + 1) / 2, 0.0
    for items, (unit, stake) in enumerate(zip(units, _stakes(units, alpha)), 1):
        wealth += math.log1p(min(stake, 0.5 / centre) * (unit - centre))
        if wealth >= math.log(2 / alpha):
            return items
    return None


def betting_end(differences, alpha):
    """The lower end of the confidence sequence: the largest mean that the bets against it have rejected by now."""
    units = [(difference + 1) / 2 for difference in differences]
    stakes = _stakes(units, alpha)
    low, high = 0.0, 1.0
    for _ in range(45):
        middle, wealth, rejected = (low + high) / 2, 0.0, False
        for unit, stake in zip(units, stakes):
            wealth += math.log1p(min(stake, 0.5 / middle) * (unit - middle))
            if wealth >= math.log(2 / alpha):
                rejected = True
                break
        low, high = (middle, high) if rejected else (low, middle)
    return 2 * low - 1


def _log_beta(gains, losses):
    return math.lgamma(gains + 1) + math.lgamma(losses + 1) - math.lgamma(gains + losses + 2)


def _first_proof(differences, alpha):
    """Items after which the uniform mixture of e-values has shown more gains than losses; None if never, or the reverse before."""
    gains = losses = 0
    for items, difference in enumerate(differences, 1):
        gains, losses = gains + (difference > 0), losses + (difference < 0)
        if (gains + losses) * math.log(2) + _log_beta(gains, losses) >= math.log(1 / alpha):
            return items if gains > losses else None
    return None


def discordant_end(differences, alpha):
    """Lower end of the difference of shares: the smallest share of gains whose e-value is below 1 / alpha, by bisection."""
    gains, losses = sum(x > 0 for x in differences), sum(x < 0 for x in differences)
    if gains + losses == 0:
        return -1.0
    low, high = 0.0, gains / (gains + losses)
    for _ in range(200 if gains else 0):
        middle = (low + high) / 2
        rest = losses * math.log1p(-middle) if losses else 0.0
        evidence = _log_beta(gains, losses) - gains * math.log(middle) - rest
        low, high = (middle, high) if evidence >= math.log(1 / alpha) else (low, middle)
    return (gains + losses) / len(differences) * (2 * low - 1)


def alpha_of(report, metric, policy):
    """Bonferroni: over all pairs of variants for the primary metric, over candidates × other metrics for the others."""
    names = {one["id"]: {m["name"] for m in one["metrics"]} for one in report["experiments"]}
    if metric == policy["primaryMetric"]:
        return policy["alpha"] / (len(names) * (len(names) - 1) / 2)
    shared = names[report["baselineId"]] - {policy["primaryMetric"]}
    family = sum(len(shared & names[one]) for one in names if one != report["baselineId"])
    return policy["alpha"] / max(1, family)


def check_sequential(checker, report, results, others, experiments):
    """The section of a report on early stopping, by the sequences that its differences rest on."""
    if report["sequential"] is None:
        checker.equal("sequential", None)
        return
    primary = [one for one in results if one["reported"]["role"] == "primary"]
    found = {(one["reported"]["candidateId"], one["reported"]["baselineId"]): one["sequence"] for one in primary}
    for part, known in (("results", found), ("pairs", {**found, **{one["ids"]: one["sequence"] for one in others}})):
        if len(report["sequential"][part]) != len(known):
            checker.failures.append({"path": f"sequential/{part}", "reported": "fewer", "recomputed": len(known)})
        for place, one in enumerate(report["sequential"][part]):
            ids = one["candidateId"], one["baselineId"]
            sequence = known.get(ids) or known.get(ids[::-1])
            _check_sequence(checker, f"sequential/{part}/{place}", sequence, report["policy"]["primaryMetric"])
    rows = experiments.values()
    planned = sum(len(one.rows) for one in rows)
    made = sum(one.status["completed"] + one.status["failed"] for one in rows)
    for field, value in (("runsPlanned", planned), ("runsMade", made), ("runsSaved", planned - made)):
        checker.equal(f"sequential/savings/{field}", value)
    costs = [row["cost_usd"] for one in rows for row in one.completed]
    if all(cost is None for cost in costs):
        checker.number("sequential/savings/costSavedUsd", None)


def _check_sequence(checker, path, sequence, metric):
    checker.equal(f"{path}/metric", metric)
    for field in ("candidateId", "baselineId", "refusal"):
        checker.prose(f"{path}/{field}")
    checker.configuration(f"{path}/orderSeed")
    for field, value in (
        ("itemsPlanned", sequence.planned),
        ("itemsCounted", sequence.counted),
        ("itemsDropped", sequence.dropped),
        ("itemsMissing", sequence.missing),
        ("decision", sequence.decision),
        ("decidedAtItems", sequence.decided_at),
        ("method", sequence.method),
    ):
        checker.equal(f"{path}/{field}", value)
    checker.number(f"{path}/alpha", sequence.alpha)
    checker.number(f"{path}/meanDifference", sequence.mean)
    checker.interval(f"{path}/interval", sequence.interval, 1 - sequence.alpha, absolute=1e-9)
    if not sequence.looks:
        checker.equal(f"{path}/looks", [])
    for place, (items, mean, low, high) in enumerate(sequence.looks):
        checker.equal(f"{path}/looks/{place}/items", items)
        checker.number(f"{path}/looks/{place}/meanDifference", mean)
        checker.number(f"{path}/looks/{place}/lower", low, absolute=1e-9)
        checker.number(f"{path}/looks/{place}/upper", high, absolute=1e-9)

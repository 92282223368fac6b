"""Differences corrected by people's labels (PPI++), what they object to, and what that does to a verdict."""

import math
from collections import Counter

from .differences import simulation_error
from .estimators import deviation, is_flat, mean, sign_flip, standard_error, t_interval, two_sided_t, variance
from .versions import same_items
from .words import Words, check_words

MINIMUM_LABELS = 15
#: Labels chosen at random look so different from the other items once in a thousand times.
NOT_RANDOM = 0.001


class Correction:
    """One difference and people's labels of its metric on both sides, in the metric's own unit."""

    def __init__(self, result, policy):
        pairs = result["pairs"]
        self.metric, self.alpha = pairs.metric, policy["alpha"]
        self.scale, self.range = policy.get("labelScales", {}).get(self.metric), result["range"]
        sides = [self._items(rows, pairs.worst) for rows in pairs.sides]
        same = same_items(*pairs.sides)
        paired = [item for item in sides[0] if item in sides[1] and (same is None or item in same)]
        #: Items that failed on both sides are worth the same, and there is nothing that people could be asked of.
        shared = [item for item in paired if not (sides[0][item][3] and sides[1][item][3])]
        self.failed = len(paired) - len(shared)
        #: What failed runs alone take a difference away by, however wrong the judge is.
        known = [sides[1][item][4] - sides[0][item][4] for item in shared]
        self.judge = [(sides[0][item][0], sides[1][item][0]) for item in shared]
        labelled = [place for place, item in enumerate(shared) if None not in (sides[0][item][1], sides[1][item][1])]
        self.is_labelled = [place in set(labelled) for place in range(len(shared))]
        chosen = [[side[shared[place]] for side in sides] for place in labelled]
        self.human = [after[1] - before[1] for before, after in chosen]
        self.judge_of_labelled = [after[2] - before[2] for before, after in chosen]
        self.others = [
            after - before for (before, after), is_labelled in zip(self.judge, self.is_labelled) if not is_labelled
        ]
        self.known_of_labelled = [known[place] for place in labelled]
        self.known_of_others = [one for one, is_labelled in zip(known, self.is_labelled) if not is_labelled]
        self.foreign = self._foreign(pairs.sides)
        self.human_p, self.human_p_error = sign_flip(self.human) if self.human else (None, 0.0)
        self.selection = self._selection()
        self.estimate = self.error = self.interval = self.weight = None
        self.reason = self._reason()
        if self.reason is None:
            self._correct()
            self._add_failed()
            if self.error is None:
                self.reason = Words("the {} labels leave no variance; without it there is no interval", len(self.human))

    def _items(self, rows, worst):
        """
        Item -> the judge's mean, people's mean or None, the judge's mean where people labelled, whether all failed, and how
        far the failed runs take the mean from what the judge gives on average.

        With a worst value each failed run is one more of that value; what people say of some outputs stands for all.
        """
        found, failed = {}, Counter(row["item_id"] for row in rows.rows if row["status"] == "failed" and worst is not None)
        for row in rows.completed:
            value = row.get(f"score_{self.metric}")
            if value is None or isinstance(value, str):
                continue
            judge, human, judge_of_labelled = found.setdefault(row["item_id"], ([], [], []))
            judge.append(float(value))
            said = [self._in_unit(label) for label in labels_of(row, self.metric)]
            if said:
                human.append(mean(said))
                judge_of_labelled.append(float(value))
        known, usual = {}, mean([mean(judge) for judge, _, _ in found.values()]) if found else worst
        for item in [*found, *(item for item in failed if item not in found)]:
            lists, lost = found.get(item), failed[item]
            if lists is None:
                known[item] = (worst, worst, worst, True, worst - usual)
                continue
            share = len(lists[0]) / (len(lists[0]) + lost)
            centres = [mean(values) for values in lists]
            joint = [one if one is None or not lost else share * one + (1 - share) * worst for one in centres]
            known[item] = (*joint, False, (1 - share) * (worst - usual) if lost else 0.0)
        return known

    def _in_unit(self, label):
        if self.scale is None:
            return label
        low, high = self.range or (0, 1)
        share = (label - self.scale["minimum"]) / (self.scale["maximum"] - self.scale["minimum"])
        return low + share * (high - low)

    def _foreign(self, sides):
        """The first label that is on no scale that labels and judge share, with the ends of that scale."""
        ends = (self.scale["minimum"], self.scale["maximum"]) if self.scale is not None else self.range
        if ends is None:
            return None
        said = (label for rows in sides for row in rows.completed for label in labels_of(row, self.metric))
        return next(((label, *ends) for label in said if not ends[0] <= label <= ends[1]), None)

    def _selection(self):
        """The smallest p of Welch's tests that labelled and other items score alike: differences and both sides."""
        readings = [[after - before for before, after in self.judge], *map(list, zip(*self.judge))]
        found = []
        for values in readings:
            groups = [[v for v, is_one in zip(values, self.is_labelled) if is_one is want] for want in (True, False)]
            found.append(_welch(*groups))
        return min((p for p in found if p is not None), default=None)

    def _reason(self):
        n = len(self.human)
        if n < MINIMUM_LABELS:
            verb = "item is" if n == 1 else "items are"
            return Words(f"{{}} {verb} labelled; a corrected figure needs at least {{}}, chosen at random", n, MINIMUM_LABELS)
        if self.selection is not None and self.selection < NOT_RANDOM:
            return Words(
                "the judge scores labelled and other items differently (p {}); "
                "a corrected figure needs labels of items chosen at random",
                self.selection,
            )
        return None

    def _correct(self):
        """Angelopoulos, Duchi & Zrnic 2023: λ·mean(f of others) + mean(Y − λ·f), with the t quantile at n − 2."""
        n, count = len(self.human), len(self.others)
        if count == 0:
            if standard_error(self.human):
                self.weight, self.estimate, self.error = 0.0, mean(self.human), standard_error(self.human)
                self.df = n - 1
            return
        # The weight is that of the judge alone: what failures make of a difference is no judgement, and keeps its own.
        people = [y - k for y, k in zip(self.human, self.known_of_labelled)]
        judge = [f - k for f, k in zip(self.judge_of_labelled, self.known_of_labelled)]
        others = [f - k for f, k in zip(self.others, self.known_of_others)]
        spread, centre, judged = variance(judge + others), mean(people), mean(judge)
        covariance = math.fsum((y - centre) * (f - judged) for y, f in zip(people, judge)) / n
        is_same = is_flat(math.sqrt(spread), max(map(abs, judge + others)))
        best = 0.0 if is_same else covariance / ((1 + n / count) * spread)
        weight = min(1.0, max(0.0, best))
        rest = [y - weight * f for y, f in zip(people, judge)]
        guessed = [weight * f + k for f, k in zip(others, self.known_of_others)]
        error = math.sqrt(_moment(guessed) / count + _moment(rest) / n)
        if is_flat(error, 1):
            return
        self.weight, self.estimate = weight, mean(guessed) + mean(rest)
        self.error, self.df = error * math.sqrt(n / (n - 2)), n - 2

    def _add_failed(self):
        """The law of total variance over what failed on both sides, a difference of zero, and everything else."""
        if self.error is None:
            return
        total = self.failed + len(self.judge)
        rest = len(self.judge) / total
        between = rest * (1 - rest) * self.estimate**2 / total
        self.estimate, self.error = rest * self.estimate, math.sqrt((rest * self.error) ** 2 + between)
        self.interval = t_interval(self.estimate, self.error, self.df, 1 - self.alpha)

    def objection(self, verdict, difference, margin):
        """Why people's labels speak against a verdict of the judge alone; None where they do not."""
        if self.foreign is not None:
            return Words(
                f"people's labels of {self.metric} are on another scale: one is {{}}, allowed are {{}} to {{}}; "
                f"say how they map with --label-scale {self.metric}=MIN:MAX, or labelScales in compare",
                *self.foreign,
            )
        is_one_sided = verdict in ("better", "worse") and bool(difference)
        if self.estimate is None:
            against = is_one_sided and self.human and mean(self.human) * difference < 0 and self.human_p <= self.alpha
            if not against:
                return None
            return Words(
                "people see the contrary on the {} items that they labelled ({}, p {})",
                *(len(self.human), mean(self.human), self.human_p),
                slack=0.0 if self.human_p_error == 0 else simulation_error(self.human_p, self.human_p_error),
            )
        low, high = self.interval
        is_shown = low > 0 or high < 0
        is_other = difference is not None and not low <= difference <= high
        found = self.figure("the difference is")
        if is_one_sided and self.estimate * difference < 0:
            return found.then(", the other way" if is_shown else ", which points the other way")
        if is_one_sided:
            return found.then(", which shows no difference") if is_other and not is_shown else None
        if verdict == "equivalent":
            return found.then(", beyond the margin") if is_shown and abs(self.estimate) > margin else None
        return found if is_other and is_shown else None

    def figure(self, words):
        """The corrected figure in words."""
        return Words(
            f"corrected by people's labels of {{}} items {words} {{}} [{{}}, {{}}]",
            *(len(self.human), self.estimate, *self.interval),
        )

    def beside(self, verdict, difference):
        """What labels that object to nothing add to the reason of a verdict; None where that is nothing."""
        if verdict in ("incomparable", "insufficient_data"):
            return None
        if self.estimate is not None:
            return self.figure("it is")
        if not self.human:
            return Words("people labelled no item on both sides")
        contrary = mean(self.human) * (difference or 0) < 0
        lead = "people see the contrary on the items that they labelled, but " if contrary else "no correction by labels: "
        return self.reason.after(lead)

    def numbers(self):
        """All that a sentence may quote of it."""
        known = [len(self.human), self.estimate, mean(self.human), self.human_p, self.selection, MINIMUM_LABELS]
        return [value for value in [*known, *(self.interval or ()), *(self.foreign or ())] if value is not None]


def labels_of(row, name):
    """What people said of a run, as numbers: one or several annotators; categories are none."""
    said = row.get(f"label_{name}")
    return [float(one) for one in (said if isinstance(said, list) else [said]) if one is not None and not isinstance(one, str)]


def heed(result, policy):
    """The judge's verdict as people's labels leave it; what they say is kept with the result."""
    metric, verdict = result["pairs"].metric, result["verdict"]
    is_labelled = [any(f"label_{metric}" in row for row in rows.rows) for rows in result["pairs"].sides]
    is_score = result["tests"].kind == "score" and verdict != "incomparable"
    result.update(labels=None, objection=None, beside=None, taken_back=None)
    if not (is_score and all(is_labelled)):
        return
    labels, difference = Correction(result, policy), result["tests"].mean
    result["labels"] = labels
    result["objection"] = labels.objection(verdict, difference, policy["margins"].get(metric))
    if result["objection"] is None:
        result["beside"] = labels.beside(verdict, difference)
    elif verdict in ("better", "worse", "equivalent"):
        result.update(verdict="inconclusive", taken_back=verdict)


def check_reason(checker, path, reported, result):
    """Holds the reason of a difference or of a pair against what labels add to it or take back."""
    words, taken_back = result["objection"] or result["beside"], result["taken_back"]
    if taken_back is not None:
        words = words.after(f"the judge alone says {taken_back}, but ")
    if words is not None:
        check_words(checker, f"{path}/reason", words, end_of=taken_back is None)
        return
    checker.prose(f"{path}/reason")
    if "people" in reported["reason"]:
        checker.failures.append({"path": f"{path}/reason", "reported": reported["reason"], "recomputed": "no labels"})


def check_labels(checker, report, results):
    """The section of the report: one correction for each difference that has labels on both sides, in their order."""
    labelled = [result for result in results if result["labels"] is not None]
    if len(report["labelCorrections"]) != len(labelled):
        checker.failures.append(
            {"path": "labelCorrections", "reported": len(report["labelCorrections"]), "recomputed": len(labelled)}
        )
        return
    if not labelled:
        checker.equal("labelCorrections", [])
    for place, result in enumerate(labelled):
        path = f"labelCorrections/{place}"
        checker.equal(f"{path}/metric", result["pairs"].metric)
        checker.equal(f"{path}/candidateId", result["reported"]["candidateId"])
        check_words(checker, f"{path}/objection", result["objection"])
        _check_correction(checker, f"{path}/correction", result["labels"])
    for result in results:
        check_words(checker, f"{result['path']}/labelObjection", result["objection"])
    _check_sentence(checker, report, results)


def _check_correction(checker, path, labels):
    judge = [after - before for before, after in labels.judge] + [0.0] * labels.failed
    checker.equal(f"{path}/labelName", labels.metric)
    checker.equal(f"{path}/labelledItems", len(labels.human))
    checker.equal(f"{path}/unlabelledItems", len(labels.others))
    checker.equal(f"{path}/failedItems", labels.failed)
    checker.number(f"{path}/judgeEstimate", mean(judge))
    checker.number(f"{path}/humanEstimate", mean(labels.human))
    error = simulation_error(labels.human_p, labels.human_p_error)
    checker.number(f"{path}/humanPValue", labels.human_p, absolute=error)
    checker.number(f"{path}/selectionPValue", labels.selection)
    checker.number(f"{path}/estimate", labels.estimate)
    checker.number(f"{path}/standardError", labels.error)
    checker.interval(f"{path}/interval", labels.interval, 1 - labels.alpha)
    checker.number(f"{path}/judgeWeight", labels.weight)
    check_words(checker, f"{path}/reason", labels.reason)


def _check_sentence(checker, report, results):
    """Of two experiments the sentence says which verdict the labels took back, and names no winner."""
    taken_back = [one for one in results if one["reported"]["role"] == "primary" and one["taken_back"] is not None]
    if len(report["experiments"]) != 2 or not taken_back:
        return
    sentence, reason = report["winner"]["sentence"], taken_back[0]["reported"]["reason"]
    if report["winner"]["experimentId"] is not None or reason not in sentence:
        checker.failures.append({"path": "winner/sentence", "reported": sentence, "recomputed": reason})


def _moment(values):
    """Mean square around the mean."""
    centre = mean(values)
    return math.fsum((value - centre) ** 2 for value in values) / len(values)


def _welch(first, second):
    """p of Welch's test; None with fewer than two values on a side, or where nothing varies."""
    if min(len(first), len(second)) < 2:
        return None
    shares = [deviation(values) ** 2 / len(values) for values in (first, second)]
    total = math.fsum(shares)
    if total == 0:
        return None
    df = total**2 / math.fsum(share**2 / (len(values) - 1) for share, values in zip(shares, (first, second)))
    return two_sided_t(mean(first) - mean(second), math.sqrt(total), df)

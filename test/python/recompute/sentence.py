"""The sentence that people quote: each of its figures is one of the pair that its words name, with its sign."""

import math
import re
from decimal import Decimal

from .estimators import skewness
from .reliability import unseen_items

#: Metrics that every run has, as the sentence calls them.
WORDS = {"latency_ms": "latency", "cost_usd": "cost", "total_tokens": "tokens"}
NUMBER = r"[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?"
#: 0.53 → 0.57 (+6 %, plausibly +2 to +11 %), 82.5 % → 97.3 % (+14.8 points, …), 800 → 900 ms (+12 ms, …)
CHANGE = re.compile(
    rf"(?P<before>{NUMBER})(?: %)? → (?P<after>{NUMBER})[^(]{{0,5}} ?"
    rf"\((?P<change>{NUMBER})(?: (?P<unit>%|points))?[^,)]{{0,4}}(?:, plausibly (?P<low>{NUMBER}) to (?P<high>{NUMBER}))?"
)
#: 3.4 points, 12 % (98 ms), 0.3
DISTANCE = re.compile(rf"(?P<size>{NUMBER})(?: (?P<unit>%|points))?(?: \((?P<amount>{NUMBER}) \w+\))?")


def check_sentence(checker, report, results, others):
    """`results` are the settled differences to the baseline, `others` the settled pairs without it."""
    text = report["winner"]["sentence"].replace("−", "-")
    labels = _labels(report["experiments"])
    fail = lambda reported, why: checker.failures.append(  # noqa: E731
        {"path": "winner/sentence", "reported": reported, "recomputed": why}
    )
    text = _check_changes(text, report, _primary_changes(results, others), labels, fail)
    text = _check_others(text, report, results, labels, fail)
    for name in sorted([*labels.values(), *(one["metric"] for one in report["differences"])], key=len, reverse=True):
        text = text.replace(name, "")
    known = list(_known(report, results, others))
    for number in re.findall(rf"(?<![\w.]){NUMBER}", text):
        if not any(shows(number, value * unit) for value in known for unit in (1, 100)):
            fail(number, "no such figure")


def _check_changes(text, report, changes, labels, fail):
    """Holds each change against the pair that it is about; gives back the text without them."""
    winner, baseline = report["winner"]["experimentId"], report["baselineId"]
    for match in CHANGE.finditer(text):
        if len(labels) == 2:
            named = [(one, baseline) for one in labels if one != baseline]
        else:
            lead = text[: match.start()]
            named = [
                (winner, one)
                for one, label in labels.items()
                if lead.endswith((f"from {label}, ", f"the closest is {label}, "))
            ]
        figures = changes.get(named[0]) if len(named) == 1 else None
        if figures is None or not _is_change(match, figures):
            fail(match.group(), figures or "no such pair")
    return CHANGE.sub("", text)


def _is_change(match, figures):
    unit = match["unit"]
    scale = 100 if unit == "points" else 1
    means = [scale * value for value in figures["means"]]
    shown = [100 * value for value in figures["relative"]] if unit == "%" else [scale * x for x in figures["change"]]
    texts = [match[name] for name in ("change", "low", "high")]
    if (texts[1] is None) != (len(shown) == 1):
        return False
    ordered = [shows(text, value) for text, value in zip((match["before"], match["after"]), means)]
    signed = [shows(text, value) and _has_sign(text, value) for text, value in zip(texts, shown)]
    return all(ordered) and all(signed)


def _primary_changes(results, others):
    """Ordered pair of ids -> means, change and its interval, and the same as shares of the first mean."""
    found = {}
    for result in [one for one in results if one["reported"]["role"] == "primary"] + others:
        pairs, interval = result["pairs"], result["decision"].interval
        if result["tests"].mean is None:
            continue
        ids = result.get("ids") or (result["reported"]["candidateId"], result["reported"]["baselineId"])
        means = [math.fsum(side) / len(side) for side in (pairs.baseline, pairs.candidate)]
        change, ends = result["tests"].mean, list(interval or ())
        found[ids] = _figures(means, change, ends, result["range"])
        found[ids[::-1]] = _figures(means[::-1], -change, [-end for end in reversed(ends)], result["range"])
    return found


def _figures(means, change, ends, known):
    base = means[0]
    least, most = (-math.inf, math.inf) if known is None else (known[0] - base, known[1] - base)
    change = [change, *(min(most, max(least, end)) for end in ends)]
    # Without a range a mean is taken to end at nothing where it is told as a share.
    floor = max(least, -base)
    return {"means": means, "change": change, "relative": [max(floor, x) / base for x in change] if base > 0 else []}


def _check_others(text, report, results, labels, fail):
    """All that is better or worse on another metric is told by its size, and nothing else is."""
    winner, baseline = report["winner"]["experimentId"], report["baselineId"]
    told = [winner] if winner not in (None, baseline) else [one for one in labels if one != baseline]
    for result in results:
        reported, verdict = result["reported"], result["verdict"]
        if reported["role"] == "primary" or reported["candidateId"] not in told or verdict not in ("better", "worse"):
            continue
        word = WORDS.get(reported["metric"], reported["metric"])
        if len(labels) > 2:
            lead = f"{labels[reported['candidateId']]} is {verdict} on {word} by "
        else:
            lead = f"{word} is {verdict} by "
        place = text.find(lead)
        match = None if place < 0 else DISTANCE.match(text, place + len(lead))
        if match is None or not _is_distance(match, result):
            fail("nothing" if match is None else lead + match.group(), result["tests"].mean)
        if match is not None:
            text = text[:place] + text[match.end() :]
    for invented in re.findall(r"\S+ by [\d.]+", text):
        fail(invented, "no such verdict")
    return text


def _is_distance(match, result):
    size, base = abs(result["tests"].mean), result["pairs"].baseline
    if match["unit"] != "%":
        return shows(match["size"], size * (100 if match["unit"] == "points" else 1))
    share = size / (math.fsum(base) / len(base))
    return shows(match["size"], 100 * share) and shows(match["amount"], size)


def _known(report, results, others):
    """What the reasons in the sentence may quote: counts, levels and corrected p of the primary metric, and settings."""
    yield from _numbers([report["policy"], report["named"], report["itemCount"], len(report["experiments"])])
    for result in [one for one in results if one["reported"]["role"] == "primary"] + others:
        tests, decision = result["tests"], result["decision"]
        yield from _numbers([tests.n, tests.mean, tests.cluster_count, tests.level, decision.missing])
        yield from _numbers([result["adjusted"], result["size"]])
        yield from (1 - 2 * (1 - tests.level), result["pairs"].items)
        yield from () if result["labels"] is None else result["labels"].numbers()
        sequence = result["sequence"]
        if sequence is not None:
            yield from _numbers([1 - sequence.alpha, sequence.decided_at, sequence.planned, sequence.missing])
        missed = unseen_items(tests, 1 - tests.level)
        yield from () if missed is None else _numbers([missed["share"], missed["jump"], missed["pairsNeeded"]])
        tail = skewness(tests.differences) if tests.differences else None
        if tests.refusal:
            yield from (30, 100)
            yield from () if tail is None else (tail, math.ceil((tail / 0.2) ** 2))
    for reason in [one["reason"] for one in report["differences"] if one["role"] == "primary"]:
        if "<0.0001" in reason:
            yield 0.0001


def _labels(experiments):
    variants = [one["variant"] for one in experiments]
    return {
        one["id"]: one["variant"] if variants.count(one["variant"]) == 1 else f"{one['variant']} ({one['name']})"
        for one in experiments
    }


def shows(text, value):
    """Whether a printed number is this value, rounded to its last digit; a sign that is printed must be the value's."""
    step = 10.0 ** Decimal(text).as_tuple().exponent
    return abs(float(text) - value) <= 0.5 * step * (1 + 1e-9) + 1e-9 * abs(value)


def _has_sign(text, value):
    return text[0] == ("+" if value > 0 else "-") if value != 0 else text == "0"


def _numbers(value):
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            yield from _numbers(inner)
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        yield value
    elif isinstance(value, str):
        # Settings chosen afterwards stand as words.
        yield from (float(number) for number in re.findall(NUMBER, value))

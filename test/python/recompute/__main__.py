"""
Recomputes every number of a comparison report from the exported rows of its experiments.

    python -m recompute REPORT.json ROWS.jsonl ROWS.jsonl …      (from the folder test/python)

Prints {"scipy", "recomputed", "given", "failures"} as JSON; exit code 1 when a number differs, when a field is one
this program does not know, or when a number of the report stands in no computation.
"""

import json
import re
import sys
from collections import Counter

from .checker import Checker
from .differences import check_difference
from .distributions import USES_SCIPY
from .families import check_pairs, check_slices, check_winner, other_pairs, settle
from .rows import Rows
from .summaries import check_experiment
from .tails import check_tails

KNOWN_SCHEMAS = (3,)


def main(report_file, *row_files):
    with open(report_file, encoding="utf-8") as file:
        report = json.load(file)
    checker = Checker(report)
    recompute(checker, report, {rows.name: rows for rows in map(Rows, row_files)})
    checker.finish()
    json.dump(
        {
            "scipy": USES_SCIPY,
            "recomputed": len(checker.recomputed),
            "given": Counter(checker.given.values()),
            "failures": checker.failures,
        },
        sys.stdout,
        indent=2,
    )
    return 1 if checker.failures or not checker.recomputed else 0


def recompute(checker, report, by_name):
    if report["schemaVersion"] not in KNOWN_SCHEMAS:
        raise SystemExit(f"schema {report['schemaVersion']} is not known here; known are {KNOWN_SCHEMAS}")
    experiments = {experiment["id"]: by_name[experiment["name"]] for experiment in report["experiments"]}
    policy = report["policy"]
    for one in report["experiments"]:
        for metric in one["metrics"]:
            if "passes" in metric:
                experiments[one["id"]].thresholds[metric["passes"]["of"]] = metric["passes"]["threshold"]
    for field in ("schemaVersion", "policy", "named"):
        checker.configuration(field)
    for field in ("datasetName", "datasetVersion", "baselineId", "warnings"):
        checker.prose(field)
    checker.equal("itemCount", len(experiments[report["baselineId"]].items))
    for place, experiment in enumerate(report["experiments"]):
        rows = experiments[experiment["id"]]
        check_experiment(checker, f"experiments/{place}", experiment, rows, report)
    results = [
        check_difference(checker, f"differences/{place}", difference, experiments, policy)
        for place, difference in enumerate(report["differences"])
    ]
    _check_completeness(checker, report)
    check_tails(checker, report, experiments, policy)
    others = other_pairs(report, experiments, policy)
    settle(checker, results, others, policy)
    verdicts = check_pairs(checker, report, results, others, policy)
    check_winner(checker, report, verdicts, policy)
    check_slices(checker, report, results, policy)
    # Reports of adaptive comparisons, labels, other dataset versions and anchors are not recomputed here, so they must be absent.
    checker.equal("sequential", None)
    checker.equal("labelCorrections", [])
    checker.equal("versions", [])
    checker.equal("judgeDrift", [])
    _check_sentence(checker, report)


def _check_completeness(checker, report):
    """Every metric that baseline and candidate share has its difference."""
    names = {one["id"]: {m["name"] for m in one["metrics"]} for one in report["experiments"]}
    expected = sorted(
        (candidate, metric)
        for candidate in names
        if candidate != report["baselineId"]
        for metric in names[candidate] & names[report["baselineId"]]
    )
    found = sorted((one["candidateId"], one["metric"]) for one in report["differences"])
    if expected != found:
        checker.failures.append({"path": "differences", "reported": found, "recomputed": expected})


def _check_sentence(checker, report):
    """The numbers in the sentence that people quote are figures of the report, rounded."""
    text = report["winner"]["sentence"].replace("−", "-")
    for experiment in report["experiments"]:
        text = text.replace(experiment["variant"], "").replace(experiment["name"], "")
    text = text.replace(report["winner"]["metric"] or "\0", "")
    for difference in report["differences"]:
        text = text.replace(difference["metric"], "")
    known = [abs(value) for value in _numbers(report)]
    for difference in report["differences"]:
        # Intervals end where the score's range does, seen from the baseline.
        ends, base = difference["range"], difference["baselineMean"]
        if ends is not None and base is not None:
            known += [ends["maximum"] - base, base - ends["minimum"]]
    for number in re.findall(r"\d+(?:\.\d+)?", text):
        decimals = len(number.partition(".")[2])
        # Shares stand as percent and points.
        figures = (f"{value * unit:.{decimals}f}" for value in known for unit in (1, 100))
        if number not in figures:
            checker.failures.append({"path": "winner/sentence", "reported": number, "recomputed": "no such figure"})


def _numbers(value):
    if isinstance(value, dict):
        for inner in value.values():
            yield from _numbers(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _numbers(inner)
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        yield value


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

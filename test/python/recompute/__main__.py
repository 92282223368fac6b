"""
Recomputes every number of a comparison report from the exported rows of its experiments.

    python -m recompute REPORT.json ROWS.jsonl ROWS.jsonl … [EXPERIMENTS.json]      (from the folder test/python)

EXPERIMENTS.json lists the store's experiments, for judges' drift: which are anchors, of which comparison, when, and by
which judge; the rows of the anchors are then among the rows.

Prints {"scipy", "recomputed", "given", "failures"} as JSON; exit code 1 when a number differs, when a field is one
this program does not know, or when a number of the report stands in no computation. A file with a list of reports, all
on the same rows, gives a list of such objects, and takes little longer than one.
"""

import json
import sys
from collections import Counter

from .checker import Checker
from .differences import check_difference
from .distributions import USES_SCIPY
from .drift import check_drift
from .families import check_pairs, check_slices, check_winner, other_pairs, settle
from .labels import check_labels
from .rows import Rows
from .sentence import check_sentence
from .sequences import alpha_of, check_sequential
from .standings import check_standings
from .summaries import check_experiment
from .tails import check_tails
from .versions import check_versions

KNOWN_SCHEMAS = (3,)


def main(report_file, *files):
    row_files = [file for file in files if file.endswith(".jsonl")]
    stored = []
    for name in files:
        if name not in row_files:
            with open(name, encoding="utf-8") as file:
                stored += json.load(file)
    with open(report_file, encoding="utf-8") as file:
        given = json.load(file)
    outcomes = [check(report, row_files, stored) for report in (given if isinstance(given, list) else [given])]
    json.dump(outcomes if isinstance(given, list) else outcomes[0], sys.stdout, indent=2)
    return 1 if any(one["failures"] or not one["recomputed"] for one in outcomes) else 0


def check(report, row_files, stored):
    checker = Checker(report)
    recompute(checker, report, {rows.name: rows for rows in map(Rows, row_files)}, stored)
    checker.finish()
    return {
        "scipy": USES_SCIPY,
        "recomputed": len(checker.recomputed),
        "given": Counter(checker.given.values()),
        "failures": checker.failures,
    }


def recompute(checker, report, by_name, stored):
    if report["schemaVersion"] not in KNOWN_SCHEMAS:
        raise SystemExit(f"schema {report['schemaVersion']} is not known here; known are {KNOWN_SCHEMAS}")
    experiments = {experiment["id"]: by_name[experiment["name"]] for experiment in report["experiments"]}
    policy = report["policy"]
    for rows in experiments.values():
        rows.others = by_name
    for one in report["experiments"]:
        experiments[one["id"]].version = one["datasetVersion"]
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
        check_difference(checker, f"differences/{place}", difference, experiments, policy, _looked(report, difference))
        for place, difference in enumerate(report["differences"])
    ]
    _check_completeness(checker, report)
    check_tails(checker, report, experiments, policy)
    others = other_pairs(report, experiments, policy)
    settle(checker, results, others, policy)
    verdicts = check_pairs(checker, report, results, others, policy)
    check_standings(checker, report, results, others)
    check_winner(checker, report, verdicts, policy)
    check_slices(checker, report, results, policy)
    check_sequential(checker, report, results, others, experiments)
    check_versions(checker, report, experiments)
    check_labels(checker, report, results)
    check_drift(checker, report, stored, by_name)
    check_sentence(checker, report, results, others)


def _looked(report, difference):
    """The error of the sequence that a difference rests on, where the comparison was looked at while it ran."""
    return None if report["sequential"] is None else alpha_of(report, difference["metric"], report["policy"])


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


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

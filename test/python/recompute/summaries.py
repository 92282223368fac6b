"""Each experiment's figures per metric."""

from .estimators import deviation, mean, standard_error, t_interval, wilson
from .rows import RUN_METRICS

LEVEL = 0.95


def check_experiment(checker, path, reported, rows, baseline_id):
    for field in ("id", "name", "variant", "status", "datasetVersion"):
        checker.prose(f"{path}/{field}")
    checker.equal(f"{path}/isBaseline", reported["id"] == baseline_id)
    if sorted(metric["name"] for metric in reported["metrics"]) != sorted(rows.metrics()):
        checker.failures.append(
            {
                "path": f"{path}/metrics",
                "reported": [metric["name"] for metric in reported["metrics"]],
                "recomputed": rows.metrics(),
            }
        )
    for place, metric in enumerate(reported["metrics"]):
        check_metric(checker, f"{path}/metrics/{place}", metric, rows)


def check_metric(checker, path, reported, rows):
    name = reported["name"]
    values = list(rows.means(name).values())
    scored = sum(len(item) for item in rows.values(name).values())
    completed = len(rows.completed)
    checker.prose(f"{path}/name")
    checker.prose(f"{path}/fingerprints")
    checker.equal(f"{path}/kind", RUN_METRICS.get(name, "score"))
    if "dataType" in reported:
        checker.equal(f"{path}/dataType", rows.data_type(name))
    checker.equal(f"{path}/n", len(values))
    checker.equal(f"{path}/scoredRuns", scored)
    checker.equal(f"{path}/unscoredRuns", completed - scored)
    checker.equal(f"{path}/failedRuns", rows.status["failed"])
    _check_reasons(checker, path, reported, rows, completed - scored)
    checker.number(f"{path}/mean", mean(values))
    checker.number(f"{path}/standardDeviation", deviation(values))
    error = standard_error(values)
    checker.number(f"{path}/standardError", error)
    single = reported["kind"] == "score" and all(len(item) == 1 for item in rows.values(name).values())
    if values and single and all(value in (0, 1) for value in values):
        interval = wilson(round(sum(values)), len(values), LEVEL)
    else:
        interval = None if not error else t_interval(mean(values), error, len(values) - 1, LEVEL)
    checker.interval(f"{path}/interval", _within(interval, values, reported["kind"]), LEVEL)
    _check_pass_rate(checker, path, reported, values)
    reason = {0: "no_values", 1: "one_value"}.get(len(values), "zero_variance" if not error else None)
    checker.equal(f"{path}/undefinedReason", reason)


def _within(interval, values, kind):
    """No interval reaches beyond what a mean can be; declared ranges other than [0, 1] are not recomputed here."""
    if interval is None or min(values) < 0 or (kind == "score" and max(values) > 1):
        return interval
    return max(0, interval[0]), min(1, interval[1]) if kind == "score" else interval[1]


def _check_reasons(checker, path, reported, rows, unscored):
    known = rows.unscored_reasons(reported["name"]) if reported["kind"] == "score" else {}
    if not reported["unscoredReasons"]:
        checker.equal(f"{path}/unscoredReasons", {})
        if known:
            checker.failures.append({"path": path, "reported": {}, "recomputed": dict(known)})
        return
    for reason, count in reported["unscoredReasons"].items():
        # Evaluators that failed without a row, or returned nothing, stand in no exported column: only their sum does.
        expected = known.get(reason, unscored - sum(known.values()))
        checker.equal(f"{path}/unscoredReasons/{reason}", expected)


def _check_pass_rate(checker, path, reported, values):
    if reported["kind"] != "score" or not values or reported["passRate"] is None:
        checker.equal(f"{path}/passRate", None)
        return
    threshold = reported["passRate"]["threshold"]
    checker.configuration(f"{path}/passRate/threshold")
    passed = sum(value >= threshold for value in values)
    checker.equal(f"{path}/passRate/passed", passed)
    checker.number(f"{path}/passRate/rate", passed / len(values))
    checker.interval(f"{path}/passRate/interval", wilson(passed, len(values), LEVEL), LEVEL)

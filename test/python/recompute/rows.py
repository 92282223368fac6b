"""Exported rows (assay export --format jsonl) as values per item."""

import json
import math
import re
from collections import Counter, defaultdict

RUN_METRICS = {"latency_ms": "latency", "cost_usd": "cost", "total_tokens": "tokens"}


class Rows:
    """All rows of one experiment."""

    def __init__(self, file):
        with open(file, encoding="utf-8") as lines:
            self.rows = [json.loads(line) for line in lines if line.strip()]
        self.name = self.rows[0]["experiment"]
        self.status = Counter(row["status"] for row in self.rows)
        #: Item -> what a dataset version holds of it; the version itself stands in the report.
        self.content = {
            row["item_id"]: json.dumps([row.get(field) for field in ("input", "expected_output", "metadata")], sort_keys=True)
            for row in self.rows
        }
        self.version = None
        self.items = {row["item_id"]: row.get("metadata") or {} for row in self.rows}
        #: Score -> value from which it passes; what a report declares is put here before it is recomputed.
        self.thresholds = {}
        self.repetitions = 1 + max(row["repetition"] for row in self.rows)
        self.completed = [row for row in self.rows if row["status"] == "completed"]

    def is_complete(self):
        return self.status["completed"] + self.status["failed"] == len(self.rows)

    def values(self, metric, worst=None):
        """Item id -> values of its completed runs, and `worst` for each failed one; items without one are absent."""
        passes = re.fullmatch(r"(.+)_pass([@^])(\d+)", metric)
        if passes is not None and f"score_{metric}" not in self.rows[0]:
            return self._passes(*passes.groups(), worst)
        column = metric if metric in RUN_METRICS else f"score_{metric}"
        values = defaultdict(list)
        for row in self.completed:
            value = row.get(column)
            if value is not None and not isinstance(value, str):
                values[row["item_id"]].append(float(value))
        for row in self.rows if worst is not None else []:
            if row["status"] == "failed":
                values[row["item_id"]].append(worst)
        return values

    def judge_variance(self, metric):
        """Variance between judgements of one output, pooled by degrees of freedom; None without two of one output."""
        squares, freedom = [], 0
        for row in self.completed:
            judgements = row.get(f"judgements_{metric}") or []
            if row.get(f"score_{metric}") is None or len(judgements) < 2:
                continue
            centre = math.fsum(judgements) / len(judgements)
            squares += [(value - centre) ** 2 for value in judgements]
            freedom += len(judgements) - 1
        return math.fsum(squares) / freedom if freedom else None

    def _passes(self, score, rule, k, worst):
        """Item id -> [1] or [0], whether any (@) or all (^) of its k repetitions pass; where the missing ones leave it open, absent."""
        threshold, found = self.thresholds.get(score, 1), {}
        items = self.values(score)
        failed = Counter(row["item_id"] for row in self.rows if row["status"] == "failed" and worst is not None)
        for item in items.keys() | failed.keys():
            passed = sum(value >= threshold for value in items.get(item, []))
            missing = int(k) - len(items.get(item, [])) - failed[item]
            ends = {(count >= 1 if rule == "@" else count >= int(k)) for count in (passed, passed + max(0, missing))}
            if len(ends) == 1:
                found[item] = [float(ends.pop())]
        return found

    def _pass_names(self, score):
        if self.repetitions < 2 or not (score in self.thresholds or self.data_type(score) == "BOOLEAN"):
            return []
        names = [f"{score}_pass{rule}{self.repetitions}" for rule in "@^"]
        return names if self.values(score) else []

    @staticmethod
    def base(metric):
        """The score that pass@k or pass^k is made of; any other metric is its own."""
        return re.sub(r"_pass[@^]\d+$", "", metric)

    def repetitions_of(self, metric):
        return self.repetitions if self.base(metric) == metric else 1

    def means(self, metric, worst=None):
        return {item: sum(values) / len(values) for item, values in sorted(self.values(metric, worst).items())}

    def timed_out(self):
        """Failed runs that were given up after a time: their latency is longer than that."""
        return [row for row in self.rows if row["status"] == "failed" and row["latency_ms"] is not None]

    def unscored_reasons(self, metric):
        return Counter(
            row[f"unscored_{metric}"] for row in self.completed if row.get(f"unscored_{metric}") is not None
        )

    def data_type(self, metric):
        if self.base(metric) != metric:
            return "BOOLEAN"
        kinds = {
            type(row.get(f"score_{metric}")) for row in self.completed if row.get(f"score_{metric}") is not None
        }
        return "BOOLEAN" if kinds == {bool} else "NUMERIC"

    def metrics(self):
        """Names of numeric scores and measured run metrics."""
        names = sorted(
            {
                key.removeprefix("score_")
                for row in self.rows
                for key, value in row.items()
                if key.startswith("score_") and not isinstance(value, str)
            }
        )
        scores = [name for name in names if self.has_numbers(name)]
        return [one for name in scores for one in (name, *self._pass_names(name))] + [
            name for name in RUN_METRICS if any(row.get(name) is not None for row in self.completed)
        ]

    def has_numbers(self, name):
        return not any(isinstance(row.get(f"score_{name}"), str) for row in self.rows)

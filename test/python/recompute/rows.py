"""Exported rows (assay export --format jsonl) as values per item."""

import json
import math
from collections import Counter, defaultdict

RUN_METRICS = {"latency_ms": "latency", "cost_usd": "cost", "total_tokens": "tokens"}


class Rows:
    """All rows of one experiment."""

    def __init__(self, file):
        with open(file, encoding="utf-8") as lines:
            self.rows = [json.loads(line) for line in lines if line.strip()]
        self.name = self.rows[0]["experiment"]
        self.status = Counter(row["status"] for row in self.rows)
        self.items = {row["item_id"]: row.get("metadata") or {} for row in self.rows}
        self.repetitions = 1 + max(row["repetition"] for row in self.rows)
        self.completed = [row for row in self.rows if row["status"] == "completed"]

    def is_complete(self):
        return self.status["completed"] + self.status["failed"] == len(self.rows)

    def values(self, metric, worst=None):
        """Item id -> values of its completed runs, and `worst` for each failed one; items without one are absent."""
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
        return [name for name in names if self.has_numbers(name)] + [
            name for name in RUN_METRICS if any(row.get(name) is not None for row in self.completed)
        ]

    def has_numbers(self, name):
        return not any(isinstance(row.get(f"score_{name}"), str) for row in self.rows)

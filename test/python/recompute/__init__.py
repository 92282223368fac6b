"""Recomputes every number of a comparison report from exported rows, sharing no code with Assay."""

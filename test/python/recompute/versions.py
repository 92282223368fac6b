"""Experiments over two versions of a dataset: the items that are the same in both are compared, the others counted."""


def same_items(baseline, candidate):
    """Items with the same input, expected output and metadata on both sides; None where the version is the same."""
    if baseline.version == candidate.version:
        return None
    return {item for item, content in baseline.content.items() if candidate.content.get(item) == content}


def check_versions(checker, report, experiments):
    """Each candidate over another version than the baseline's, with its counts. All items of a version must have been run."""
    baseline = experiments[report["baselineId"]]
    expected = [
        (one["id"], experiments[one["id"]])
        for one in report["experiments"]
        if experiments[one["id"]].version != baseline.version
    ]
    if [one["candidateId"] for one in report["versions"]] != [identity for identity, _ in expected]:
        checker.failures.append({"path": "versions", "reported": report["versions"], "recomputed": "other pairs"})
    if not expected:
        checker.equal("versions", [])
    for place, (identity, candidate) in enumerate(expected):
        path, same = f"versions/{place}", same_items(baseline, candidate)
        before, after = baseline.content.keys(), candidate.content.keys()
        checker.equal(f"{path}/candidateId", identity)
        checker.equal(f"{path}/baselineId", report["baselineId"])
        checker.equal(f"{path}/baselineVersion", baseline.version)
        checker.equal(f"{path}/candidateVersion", candidate.version)
        checker.equal(f"{path}/unchanged", len(same))
        checker.equal(f"{path}/changed", len((before & after) - same))
        checker.equal(f"{path}/baselineOnly", len(before - after))
        checker.equal(f"{path}/candidateOnly", len(after - before))

/** What the HTTP server answers, by path; every route that is served stands here, which a test checks. */
export const ROUTES: Readonly<Record<string, string>> = {
  "/": "The latest comparisons and experiments with their paths, as plain text.",
  "/comparisons/:reference": "A comparison by name or id, as `assay show` prints it; 404 when there is none.",
  "/experiments/:reference":
    "An experiment by name or id, as `assay show` prints it; 404 when there is none.",
  "/health":
    "`{ status, store, temporal, worker }`, a word each; 503 where `status` is not `ok`. Needs no token ([what the words mean](../operations.md#health)).",
  "/api/comparisons": "`{ data }`: the latest 100 comparisons, newest first.",
  "/api/comparisons/:reference":
    "A comparison with its report, by name or id; 404 with `{ message }` when there is none.",
  "/api/experiments": "`{ data }`: the latest 100 experiments, newest first.",
  "/api/experiments/:reference":
    "An experiment with its summary, by name or id; 404 with `{ message }` when there is none.",
};

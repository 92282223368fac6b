import { Hono } from "hono";
import type { Store } from "../domain/store.js";
import { printableText } from "../formatting/printable-text.js";
import type { Health } from "../operations/describe-health.js";
import { renderExperimentText } from "../report/render-experiment.js";
import { renderStoredComparison } from "../report/render-stored-comparison.js";

/** Anybody may ask; each look writes to the store and asks the Temporal server. */
const HEALTH_SHARED_MS = 1_000;
const UNANSWERED = "this could not be answered; the server's log and assay doctor say why";

/** Who looks after the server is told in words from a fixed list: particulars are for those who may read the store. */
function toPublicHealth({ status, store, temporal, worker }: Health) {
  return { status, store: store.status, temporal: temporal.status, worker: worker.status };
}

/** The same answer for whoever asks within a time. */
function shareFor<Result>(milliseconds: number, read: () => Promise<Result>): () => Promise<Result> {
  let shared: { readonly atMs: number; readonly result: Promise<Result> } | null = null;
  return () => {
    if (shared === null || Date.now() - shared.atMs > milliseconds)
      shared = { atMs: Date.now(), result: read() };
    return shared.result;
  };
}

/** The HTTP interface over the store: health, experiments and comparisons as JSON, reports as plain text. */
export function createApp(
  store: Store,
  {
    readHealth,
    onError,
  }: { readonly readHealth: () => Promise<Health>; readonly onError: (error: unknown) => void },
): Hono {
  const health = shareFor(HEALTH_SHARED_MS, readHealth);
  const app = new Hono();
  app.use(async (context, next) => {
    await next();
    // Items are hostile: nothing this server sends may be run or sniffed as a page.
    context.header("x-content-type-options", "nosniff");
    context.header("content-security-policy", "default-src 'none'");
    // Nor shown in another's frame, nor loaded into another's page.
    context.header("x-frame-options", "DENY");
    context.header("cross-origin-resource-policy", "same-origin");
    context.header("referrer-policy", "no-referrer");
  });
  app.get("/health", async (context) => {
    const found = toPublicHealth(await health());
    return context.json(found, found.status === "ok" ? 200 : 503);
  });
  // What went wrong may name files, queries and items.
  app.onError((error, context) => {
    onError(error);
    return context.json({ message: UNANSWERED }, 500);
  });
  app.get("/", async (context) => {
    const comparisons = await store.listComparisons({ limit: 20 });
    const experiments = await store.listExperiments({ limit: 50 });
    const lines = [
      "Assay",
      "",
      "Comparisons",
      ...comparisons.map(({ name, id, status }) => `  /comparisons/${id}  ${name}  ${status}`),
      "",
      "Experiments",
      ...experiments.map(({ name, id, status }) => `  /experiments/${id}  ${name}  ${status}`),
    ];
    return context.text(printableText(lines.join("\n")));
  });
  app.get("/comparisons/:reference", async (context) => {
    const comparison = await store.getComparison(context.req.param("reference"));
    if (comparison === null) return context.text("no such comparison", 404);
    return context.text(printableText(renderStoredComparison(comparison)));
  });
  app.get("/experiments/:reference", async (context) => {
    const experiment = await store.getExperiment(context.req.param("reference"));
    return experiment === null
      ? context.text("no such experiment", 404)
      : context.text(printableText(renderExperimentText(experiment)));
  });
  app.get("/api/comparisons", async (context) =>
    context.json({ data: await store.listComparisons({ limit: 100 }) }),
  );
  app.get("/api/comparisons/:reference", async (context) => {
    const comparison = await store.getComparison(context.req.param("reference"));
    return comparison === null
      ? context.json({ message: "no such comparison" }, 404)
      : context.json(comparison);
  });
  app.get("/api/experiments", async (context) =>
    context.json({ data: await store.listExperiments({ limit: 100 }) }),
  );
  app.get("/api/experiments/:reference", async (context) => {
    const experiment = await store.getExperiment(context.req.param("reference"));
    return experiment === null
      ? context.json({ message: "no such experiment" }, 404)
      : context.json(experiment);
  });
  return app;
}

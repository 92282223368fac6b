import { Hono } from "hono";
import type { Store } from "../domain/store.js";
import type { Health } from "../operations/describe-health.js";
import { ROUTES } from "./routes.js";

/** Anybody may ask; each look writes to the store and asks the Temporal server. */
const HEALTH_SHARED_MS = 1_000;
const UNANSWERED = "this could not be answered; the server's log and assay doctor say why";

/** Gives all callers within a time the same answer. */
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
  for (const { path, answer } of ROUTES)
    app.get(path, (request) => answer(request, { store, readHealth: health }));
  // What went wrong may name files, queries and items.
  app.onError((error, context) => {
    onError(error);
    return context.json({ message: UNANSWERED }, 500);
  });
  return app;
}

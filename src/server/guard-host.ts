import { Hono } from "hono";

/**
 * Refuses requests that name another host than these; null refuses none.
 *
 * A server on loopback has no login. Without this, any web page could have its own name resolve to 127.0.0.1 and read
 * the store through the visitor's browser.
 */
export function guardHost(app: Hono, hosts: readonly string[] | null): Hono {
  if (hosts === null) return app;
  const guarded = new Hono();
  guarded.use(async (context, next) => {
    const { hostname } = new URL(context.req.url);
    if (hosts.includes(hostname.replace(/^\[|\]$/g, ""))) return await next();
    return context.json({ message: `this server answers to ${hosts.join(", ")} only` }, 403);
  });
  guarded.route("/", app);
  return guarded;
}

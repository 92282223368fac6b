import { createContext, Script } from "node:vm";
import { AssayError } from "../domain/errors.js";

/** A computation was ended because it took too long. */
export class ComputationTimedOutError extends AssayError {
  constructor(subject: string, timeoutMs: number) {
    super(`${subject} was ended: it computed for more than ${timeoutMs} ms without giving a result.`);
  }
}

const context = createContext(Object.create(null) as object);
const script = new Script("work()", { filename: "assay-time-limit.js" });

/**
 * Runs a synchronous computation and ends it by force at the limit.
 *
 * JavaScript on one thread cannot interrupt itself: a regular expression that backtracks without end would
 * block the worker, its heartbeats and every other run. V8's termination, reached through `node:vm`, can. No
 * isolation is meant or given; the work runs in its own realm as ever. Costs about 0.1 ms per call.
 *
 * @throws ComputationTimedOutError at the limit; whatever `work` throws otherwise.
 */
export function withTimeLimit<Result>(
  work: () => Result,
  limit: { readonly timeoutMs: number; readonly subject: string },
): Result {
  const outer: unknown = context.work;
  context.work = work;
  try {
    return script.runInContext(context, { timeout: limit.timeoutMs }) as Result;
  } catch (error) {
    if (isTimeout(error)) {
      throw new ComputationTimedOutError(limit.subject, limit.timeoutMs);
    }
    throw error;
  } finally {
    context.work = outer;
  }
}

/** By code, not by class: node:vm may raise the error in another realm than the caller's. */
function isTimeout(error: unknown): boolean {
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : null;
  return code === "ERR_SCRIPT_EXECUTION_TIMEOUT";
}

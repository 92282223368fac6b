import {
  type Expression,
  type ExpressionBuilder,
  type Kysely,
  type SqlBool,
  sql,
  type Transaction,
} from "kysely";
import type { Admission, CallReservation, ModelCallStore } from "../domain/model/model-call-store.js";
import { Observation } from "../domain/trace/trace.js";
import type { Tables } from "./schema.js";
import { observationRow } from "./trace-store.js";

/** A reservation older than this belongs to a call nobody makes any more: its worker died and its run ended. */
const RESERVATION_LIFETIME_MS = 900_000;

/** Model calls as money. */
export function createModelCallStore(db: Kysely<Tables>): ModelCallStore {
  return {
    reserveCall: (call) => db.transaction().execute((trx) => reserve(trx, call)),
    async releaseCall(id) {
      await db.deleteFrom("call_reservations").where("id", "=", id).execute();
    },
    loseCall: (id) => db.transaction().execute((trx) => lose(trx, (reserved) => reserved("id", "=", id))),
    loseCallsOf: (experimentId) =>
      db
        .transaction()
        .execute((trx) => lose(trx, (reserved) => reserved("experiment_id", "=", experimentId))),
    recordCall: ({ observation, scopes, cacheKey }) =>
      db.transaction().execute(async (trx) => {
        await trx.deleteFrom("call_reservations").where("id", "=", observation.id).execute();
        const known = trx.selectFrom("observations").select("id").where("id", "=", observation.id);
        if ((await known.executeTakeFirst()) !== undefined) return;
        await trx.insertInto("observations").values(observationRow(observation)).execute();
        for (const scope of scopes) await count(trx, scope, observation);
        if (cacheKey === null) return;
        await trx
          .insertInto("call_cache")
          .values({ id: cacheKey, observation_id: observation.id })
          .onConflict((c) => c.doNothing())
          .execute();
      }),
    async getSpending(scope) {
      const row = await db.selectFrom("spending").selectAll().where("scope", "=", scope).executeTakeFirst();
      return {
        costUsd: row?.cost_usd ?? 0,
        tokens: row?.tokens ?? 0,
        calls: row?.calls ?? 0,
        unpricedCalls: row?.unpriced_calls ?? 0,
        lostCalls: row?.lost_calls ?? 0,
      };
    },
    async getCachedCall(cacheKey) {
      const row = await db
        .selectFrom("call_cache")
        .innerJoin("observations", "observations.id", "call_cache.observation_id")
        .select("observations.body")
        .where("call_cache.id", "=", cacheKey)
        .executeTakeFirst();
      return row === undefined ? null : Observation.parse(JSON.parse(row.body));
    },
  };
}

async function reserve(trx: Transaction<Tables>, call: CallReservation): Promise<Admission> {
  const { id, experimentId, scope, estimate, at } = call;
  const oldest = new Date(at.getTime() - RESERVATION_LIFETIME_MS).toISOString();
  await lose(trx, (reserved) =>
    reserved.or([
      reserved("id", "=", id),
      reserved.and([reserved("scope", "=", scope), reserved("at", "<=", oldest)]),
    ]),
  );
  const { admission, costUsd, tokens } = await admit(trx, call);
  if (admission !== "admitted") return admission;
  await trx
    .insertInto("call_reservations")
    .values({
      id,
      experiment_id: experimentId,
      scope,
      cost_usd: costUsd,
      is_priced: estimate.costUsd === null ? 0 : 1,
      tokens,
      at: at.toISOString(),
    })
    .execute();
  return "admitted";
}

/** Whether a call fits the budget, with what it is expected to take. */
async function admit(
  trx: Transaction<Tables>,
  { scope, estimate, budget }: CallReservation,
): Promise<{ readonly admission: Admission; readonly costUsd: number; readonly tokens: number }> {
  const spent = await trx.selectFrom("spending").selectAll().where("scope", "=", scope).executeTakeFirst();
  // What calls have cost so far says more than the length of the prompt, which an estimate is made from.
  const calls = Math.max(1, spent?.calls ?? 1);
  const costUsd = Math.max(estimate.costUsd ?? 0, (spent?.cost_usd ?? 0) / calls);
  const tokens = Math.max(estimate.tokens, (spent?.tokens ?? 0) / calls);
  if (budget.usd === null && budget.tokens === null) return { admission: "admitted", costUsd, tokens };
  const reserved = await trx
    .selectFrom("call_reservations")
    .select([(e) => e.fn.sum("cost_usd").as("usd"), (e) => e.fn.sum("tokens").as("tokens")])
    .where("scope", "=", scope)
    .executeTakeFirstOrThrow();
  const fits = (more: { readonly usd: number; readonly tokens: number }): boolean =>
    (budget.usd === null || (spent?.cost_usd ?? 0) + costUsd + more.usd <= budget.usd) &&
    (budget.tokens === null || (spent?.tokens ?? 0) + tokens + more.tokens <= budget.tokens);
  if (!fits({ usd: 0, tokens: 0 })) return { admission: "exhausted", costUsd, tokens };
  const isFree = fits({ usd: Number(reserved.usd ?? 0), tokens: Number(reserved.tokens ?? 0) });
  return { admission: isFree ? "admitted" : "wait", costUsd, tokens };
}

/** Turns reservations into spending: their calls were sent, and nobody will see the answers. */
async function lose(
  trx: Transaction<Tables>,
  which: (reserved: ExpressionBuilder<Tables, "call_reservations">) => Expression<SqlBool>,
): Promise<void> {
  const lost = await trx.deleteFrom("call_reservations").where(which).returningAll().execute();
  for (const { experiment_id, scope, cost_usd, is_priced, tokens } of lost) {
    for (const name of new Set([experiment_id, scope])) {
      await add(trx, name, {
        cost_usd: is_priced === 1 ? cost_usd : 0,
        tokens,
        calls: 1,
        unpriced_calls: is_priced === 1 ? 0 : 1,
        lost_calls: 1,
      });
    }
  }
}

async function count(trx: Transaction<Tables>, scope: string, observation: Observation): Promise<void> {
  const { costUsd, usage, metadata } = observation;
  // An answer from the cache was paid for where it was first asked.
  if (metadata.cachedFrom !== undefined) return;
  await add(trx, scope, {
    cost_usd: costUsd ?? 0,
    tokens: (usage?.inputTokens ?? 0) + (usage?.outputTokens ?? 0),
    calls: 1,
    unpriced_calls: costUsd === null ? 1 : 0,
    lost_calls: 0,
  });
}

async function add(
  trx: Transaction<Tables>,
  scope: string,
  added: Omit<Tables["spending"], "scope">,
): Promise<void> {
  await trx
    .insertInto("spending")
    .values({ scope, ...added })
    .onConflict((c) =>
      c.column("scope").doUpdateSet({
        cost_usd: sql`spending.cost_usd + ${added.cost_usd}`,
        tokens: sql`spending.tokens + ${added.tokens}`,
        calls: sql`spending.calls + ${added.calls}`,
        unpriced_calls: sql`spending.unpriced_calls + ${added.unpriced_calls}`,
        lost_calls: sql`spending.lost_calls + ${added.lost_calls}`,
      }),
    )
    .execute();
}

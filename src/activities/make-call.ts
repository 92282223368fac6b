import { budgetScope, spendingScopes } from "../domain/experiment/budget-scope.js";
import { observationId } from "../domain/ids.js";
import {
  BudgetExhaustedError,
  BudgetOccupiedError,
  findTransientModelError,
  ModelReplyUnusableError,
} from "../domain/model/model-errors.js";
import type {
  CallIdentity,
  EmbeddingAnswer,
  EmbeddingRequest,
  ModelAnswer,
  ModelRequest,
} from "../domain/model/models.js";
import { admitCall } from "./admit-call.js";
import type { CallPlace } from "./call-place.js";
import { estimateCall } from "./estimate-call.js";
import { keepPaid } from "./keep-paid.js";
import { type RecordedCall, toFailedObservation, toObservation } from "./model-observation.js";
import type { ActivityPorts } from "./ports.js";
import { givenAway, isGivenAway } from "./while-heartbeating.js";

/** The request of a pipeline or evaluator, with what identifies the call. */
export type AskedCall = (ModelRequest | EmbeddingRequest) & CallIdentity;
export type CallAnswer = ModelAnswer | EmbeddingAnswer;

/** A call that nobody has made yet. */
interface NewCall {
  readonly recorded: RecordedCall;
  /** What its id derives from. */
  readonly described: string;
  readonly asked: AskedCall;
  /** Null = the answer is not kept for others. */
  readonly cacheKey: string | null;
  /** Told how long the call waited for its turn. */
  readonly onWaited: (milliseconds: number) => void;
}

/** Makes a call that nobody has made yet, within slots, limits and budget, and records how it ended. */
export async function makeCall(ports: ActivityPorts, place: CallPlace, call: NewCall): Promise<CallAnswer> {
  const { signal, slot } = place;
  const { recorded, cacheKey } = call;
  const scopes = spendingScopes(place.experiment);
  const estimate = estimateCall(call.asked, recorded.description);
  const asksAt = ports.now().getTime();
  let isSent = false;
  const beforeSending = (): void => {
    call.onWaited(ports.now().getTime() - asksAt);
    recorded.startedAt = ports.now();
    signal.throwIfAborted();
    if (isGivenAway()) throw givenAway();
    isSent = true;
  };
  // The slot is kept until the answer is stored: a crash loses no more answers than there may be calls in flight.
  const kept = async (): Promise<CallAnswer> => {
    const answer = await sendInTurn(ports, place, { call, estimate, beforeSending });
    const observation = toObservation(recorded, answer, ports.now());
    await keepPaid(() => ports.store.recordCall({ observation, scopes, cacheKey }));
    return answer;
  };
  try {
    return slot === null ? await kept() : await ports.slots.run({ ...slot, signal }, kept);
  } catch (error) {
    if (isSent && mayBePaid(error, signal)) await ports.store.loseCall(recorded.id);
    else await ports.store.releaseCall(recorded.id);
    const isBudget = error instanceof BudgetExhaustedError || error instanceof BudgetOccupiedError;
    const isCutShort = signal.aborted || (!isSent && isGivenAway());
    if (!isBudget && !isCutShort) await recordFailure(ports, place, { call, error });
    throw error;
  }
}

/** Sends a call when the provider's limits and the budget let it; nothing is reserved before its turn. */
function sendInTurn(
  ports: ActivityPorts,
  place: CallPlace,
  {
    call: { recorded, asked },
    estimate,
    beforeSending,
  }: {
    readonly call: NewCall;
    readonly estimate: ReturnType<typeof estimateCall>;
    readonly beforeSending: () => void;
  },
): Promise<CallAnswer> {
  const { experiment, signal } = place;
  const limited = {
    model: recorded.description,
    estimatedTokens: estimate.tokens,
    signal,
    experiment: {
      scope: budgetScope(experiment),
      requestsPerMinute: experiment.limits.requestsPerMinute,
    },
  };
  return ports.limitProvider(limited, async () => {
    await admitCall(ports, place, { recorded, estimate });
    beforeSending();
    const { key: _key, sampleIndex: _sample, name: _name, ...bare } = asked;
    return "texts" in bare
      ? await ports.gateway.embed(bare, { signal })
      : await ports.gateway.generate(bare as ModelRequest, { signal });
  });
}

/** A failed call is an observation of its own; one whose reply names tokens is paid. */
async function recordFailure(
  ports: ActivityPorts,
  place: CallPlace,
  { call, error }: { readonly call: NewCall; readonly error: unknown },
): Promise<void> {
  const id = observationId(place.traceId, `${call.described}/failed/${place.tryNumber}`);
  const observation = toFailedObservation({ ...call.recorded, id }, error, ports.now());
  const scopes = spendingScopes(place.experiment);
  if (observation.usage === null) await ports.store.putObservations([observation]);
  else await keepPaid(() => ports.store.recordCall({ observation, scopes, cacheKey: null }));
}

/** Whether the provider may have answered, and be paid, without anybody seeing the answer. */
function mayBePaid(error: unknown, signal: AbortSignal): boolean {
  // Of a reply that tells its tokens the observation is counted, in place of an estimate.
  if (error instanceof ModelReplyUnusableError) return error.mayBePaid;
  return signal.aborted || findTransientModelError(error)?.mayBePaid === true;
}

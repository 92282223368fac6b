import { describe, expect, test } from "@jest/globals";
import type { Store } from "../../../src/domain/store.js";
import { describeBaselineContract } from "./baseline-contract.js";
import { describeConnectionContract } from "./connection-contract.js";
import { describeDatasetContract } from "./dataset-contract.js";
import { describeEndingContract } from "./ending-contract.js";
import { describeLimitsContract } from "./limits-contract.js";
import { describeListingContract } from "./listing-contract.js";
import { describeMoneyContract } from "./money-contract.js";
import { describeReadingContract } from "./reading-contract.js";
import { describeRefusalContract } from "./refusal-contract.js";
import { describeRegressionRunContract } from "./regression-run-contract.js";
import { describeRetryContract } from "./retry-contract.js";
import { describeRunContract } from "./run-contract.js";
import type { StorePlace } from "./store-place.js";
import { describeTraceContract } from "./trace-contract.js";
import { describeVerdictContract } from "./verdict-contract.js";
import { describeWaitsContract } from "./waits-contract.js";
import { describeWorkerContract } from "./worker-contract.js";

/**
 * Everything that every store must do, whatever engine is below it. The last test fails when a method of a store is
 * called by none of the tests before it.
 */
export function describeWholeStoreContract(name: string, make: () => StorePlace): void {
  const methods = new Set<string>();
  const called = new Set<string>();
  const watched = (): StorePlace => {
    const place = make();
    return { ...place, open: async (now) => watchCalls(await place.open(now), { methods, called }) };
  };
  describeConnectionContract(name, watched);
  describeDatasetContract(name, watched);
  describeRunContract(name, watched);
  describeLimitsContract(name, watched);
  describeEndingContract(name, watched);
  describeRefusalContract(name, watched);
  describeListingContract(name, watched);
  describeReadingContract(name, watched);
  describeTraceContract(name, watched);
  describeMoneyContract(name, watched);
  describeRetryContract(name, watched);
  describeWorkerContract(name, watched);
  describeBaselineContract(name, watched);
  describeRegressionRunContract(name, watched);
  describeVerdictContract(name, watched);
  describeWaitsContract(name, watched);
  describe(`the whole store contract: ${name}`, () => {
    test("calls every method that a store has", () => {
      expect(methods.size).toBeGreaterThan(50);
      expect([...methods].filter((method) => !called.has(method))).toEqual([]);
    });
  });
}

/** The same store, which notes the name of each method that is called. */
function watchCalls(
  store: Store,
  { methods, called }: { readonly methods: Set<string>; readonly called: Set<string> },
): Store {
  const entries = Object.entries(store).map(([key, value]) => {
    if (typeof value !== "function") return [key, value];
    methods.add(key);
    return [
      key,
      (...parameters: unknown[]) => {
        called.add(key);
        return (value as (...given: unknown[]) => unknown)(...parameters);
      },
    ];
  });
  return Object.fromEntries(entries) as Store;
}

import { AssayError } from "../domain/errors.js";
import type { Store } from "../domain/store.js";
import type { ProcessSecrets } from "./process-secrets.js";

/** Something to store holds a secret, and would not be the same without it. */
export class SecretNotStorableError extends AssayError {
  constructor(what: string, { variable, path }: { readonly variable: string; readonly path: string }) {
    super(
      `${what} holds the value of the environment variable ${variable} at "${path}", which is not stored. ` +
        "Take it out, or let the pipeline read the variable itself.",
    );
  }
}

/**
 * The store with a border: no secret gets past it in what is written. Outputs, traces, messages, reasons and names are
 * written with the secret hidden. Items and definitions are refused, since a pipeline that got `[hidden]` in place of
 * its input would be measured on something else.
 */
export function redactStore(store: Store, secrets: Pick<ProcessSecrets, "value" | "find">): Store {
  const refuse = (what: string, value: unknown): void => {
    const found = secrets.find(value);
    if (found !== null) throw new SecretNotStorableError(what, found);
  };
  const refusing: Pick<Store, "putItems" | "importItems" | "createExperiment"> = {
    async putItems(datasetId, items, options) {
      refuseItems(items);
      return await store.putItems(datasetId, items, options);
    },
    async importItems(dataset, items, options) {
      refuse("The dataset", dataset);
      refuseItems(items);
      return await store.importItems(dataset, items, options);
    },
    async createExperiment(experiment) {
      refuse(`The definition of the experiment, variant "${secrets.value(experiment.variant)}",`, experiment);
      return await store.createExperiment(experiment);
    },
  };
  function refuseItems(items: Parameters<Store["putItems"]>[1]): void {
    for (const [index, item] of items.entries())
      refuse(`Item ${item.id === undefined ? index + 1 : `"${secrets.value(item.id)}"`}`, item);
  }
  return new Proxy(store, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== "function") return member;
      if (name in refusing) return refusing[name as keyof typeof refusing];
      return (...given: readonly unknown[]) =>
        member.apply(
          target,
          given.map((one) => secrets.value(one)),
        );
    },
  });
}

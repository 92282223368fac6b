import { type EnvironmentSecret, listSecrets } from "./environment-secrets.js";
import { createRedactor, type Redactor } from "./redactor.js";

/** The secrets that this process knows; they are hidden in store, log, terminal and Temporal. */
export interface ProcessSecrets extends Redactor {
  /** Takes in the secrets of an environment, with the variables that a configuration's pipelines read. */
  register(environment: Readonly<Record<string, string | undefined>>, variables?: readonly string[]): void;
  /** The variable whose secret a value holds, and the path to the place; null when it holds none. */
  find(value: unknown): { readonly variable: string; readonly path: string } | null;
}

/** Makes an empty one; a process has one, tests have their own. */
export function createProcessSecrets(): ProcessSecrets {
  const redactor = createRedactor();
  const known = new Map<string, { readonly variable: string; readonly redactor: Redactor }>();
  const learn = ({ variable, value }: EnvironmentSecret): void => {
    if (known.has(value)) return;
    known.set(value, { variable, redactor: createRedactor([value]) });
    redactor.add([value]);
  };
  return {
    ...redactor,
    register: (environment, variables = []) => {
      for (const secret of listSecrets(environment, variables)) learn(secret);
    },
    find: (value) => {
      const path = findChange(value, redactor.value(value), "");
      if (path === null) return null;
      const holder = [...known.values()].find((one) => one.redactor.value(value) !== value);
      return { variable: holder?.variable ?? "", path };
    },
  };
}

/** The one of this process. Entry points alone use it; everything below gets what it needs handed in. */
export const processSecrets: ProcessSecrets = createProcessSecrets();

function findChange(value: unknown, hidden: unknown, path: string): string | null {
  if (value === hidden) return null;
  if (typeof value !== "object" || value === null) return path;
  const entries = Object.entries(value);
  const counterparts = Object.entries(hidden as object);
  for (const [index, [name, field]] of entries.entries()) {
    const [shown, counterpart] = counterparts[index] as [string, unknown];
    const place = Array.isArray(value) ? `${path}[${name}]` : `${path}${path === "" ? "" : "."}${shown}`;
    if (!Array.isArray(value) && shown !== name) return place;
    const found = findChange(field, counterpart, place);
    if (found !== null) return found;
  }
  return path;
}

import { AsyncLocalStorage } from "node:async_hooks";
import v8 from "node:v8";

const storages = new Set();
const stops = new Set();

// Node.js fails an assertion when its last storage is switched off within a promise; this one stays.
new AsyncLocalStorage().enterWith(null);

for (const name of ["run", "enterWith"]) {
  const original = AsyncLocalStorage.prototype[name];
  AsyncLocalStorage.prototype[name] = function (...given) {
    storages.add(this);
    return original.apply(this, given);
  };
}

const { createHook } = v8.promiseHooks;
v8.promiseHooks.createHook = (callbacks) => {
  const stop = createHook(callbacks);
  stops.add(stop);
  return stop;
};

/**
 * Switches off the storages and promise hooks that a test file's modules have left on in Node.js, which all files of a process
 * share. Each promise would otherwise be announced to those of all files before: the last files of the suite took three times
 * the processor that they take alone.
 */
export function switchOffLeftovers() {
  for (const storage of storages) storage.disable();
  storages.clear();
  for (const stop of stops) stop();
  stops.clear();
}

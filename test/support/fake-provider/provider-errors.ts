import { AssayError } from "../../../src/domain/errors.js";

/** Someone waited for calls that never came. */
export class ProviderStoppedError extends AssayError {
  constructor(expected: number, seen: number) {
    super(`The fake provider stopped while a test waited for ${expected} matching calls; it saw ${seen}.`);
  }
}

/** A script threw: the test is wrong, and says so when the provider stops. */
export class ProviderScriptError extends AssayError {
  constructor(failures: readonly Error[]) {
    const first = failures[0]?.message ?? "unknown";
    super(
      `The fake provider's script threw ${failures.length} time(s), first: ${first}. ` +
        "Return a fault such as { status: 500 } to fail a call on purpose.",
      { cause: failures[0] },
    );
  }
}

/** A named behaviour that does not exist, or parameters that it does not take. */
export class ProviderScriptInvalidError extends AssayError {}

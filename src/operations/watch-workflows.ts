/** Somebody looks at the list now and then; Temporal is asked only about what is under way. */
const WORKFLOW_LOOK_INTERVAL_MS = 15_000;

/** Settles at once and then at intervals, until stopped; stopping waits for a pass under way. */
export function watchWorkflows(options: {
  readonly settle: () => Promise<readonly string[]>;
  readonly tell: (settled: readonly string[]) => void;
  readonly excuse: (error: unknown) => void;
}): { readonly stop: () => Promise<void> } {
  let pass: Promise<void> | null = null;
  const look = (): void => {
    pass ??= options
      .settle()
      .then((settled) => {
        if (settled.length > 0) options.tell(settled);
      })
      .catch(options.excuse)
      .finally(() => {
        pass = null;
      });
  };
  look();
  const timer = setInterval(look, WORKFLOW_LOOK_INTERVAL_MS);
  return {
    stop: async () => {
      clearInterval(timer);
      await pass;
    },
  };
}

/** Something that is looked at again and again. */
export interface LookOut {
  readonly intervalMs: number;
  /** Rejects, or throws, when it is not well. */
  readonly look: () => Promise<unknown>;
  /** It is not well, for the first time in a row. */
  readonly onTrouble: (error: unknown) => void;
  /** It is well again. */
  readonly onRecovery: (lastedMs: number) => void;
}

/** Looks at once and then at intervals, each look after the last has ended, until stopped. */
export function lookOut({ intervalMs, look, onTrouble, onRecovery }: LookOut): {
  readonly stop: () => void;
} {
  let sinceMs: number | null = null;
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  const round = async (): Promise<void> => {
    try {
      await look();
      if (sinceMs !== null && !isStopped) onRecovery(Date.now() - sinceMs);
      sinceMs = null;
    } catch (error) {
      if (sinceMs === null && !isStopped) {
        sinceMs = Date.now();
        onTrouble(error);
      }
    }
    if (!isStopped) timer = setTimeout(round, intervalMs);
  };
  void round();
  return {
    stop: () => {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}

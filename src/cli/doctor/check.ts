/** One line of what `assay doctor` found. */
export interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
}

/** Makes a check of work that says what it found, or throws what is wrong. */
export async function check(name: string, work: () => Promise<string>): Promise<Check> {
  return await work().then(
    (detail) => ({ name, ok: true, detail }),
    (error: unknown) => ({ name, ok: false, detail: error instanceof Error ? error.message : String(error) }),
  );
}

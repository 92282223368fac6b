/** What to call the experiments of a report: their variants, with their names where two have the same variant. */
export function labelExperiments(
  experiments: readonly { readonly id: string; readonly name: string; readonly variant: string }[],
): (id: string) => string {
  const labels = new Map(
    experiments.map(({ id, name, variant }) => {
      const isShared = experiments.some((other) => other.id !== id && other.variant === variant);
      return [id, isShared ? `${variant} (${name})` : variant];
    }),
  );
  return (id) => labels.get(id) ?? id;
}

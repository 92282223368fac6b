/** A value whose reads are watched. */
export interface WatchedValues {
  readonly watched: unknown;
  /** Paths of the expected values nobody has read yet, array places as `[]`, each once. */
  listUnread(): readonly string[];
}

/**
 * Watches which expected values of a structure are read: all that is below a key that starts with "expected",
 * except notes, which are prose.
 */
export function watchExpectedValues(value: unknown, name: string): WatchedValues {
  const unread = new Set<string>();
  collect(value, { path: name, isExpected: false, unread });
  return {
    watched: watch(value, { path: name, unread }),
    listUnread: () => [...new Set([...unread].map((path) => path.replaceAll(/\.\d+(?=\.|$)/g, "[]")))],
  };
}

function collect(
  value: unknown,
  place: { readonly path: string; readonly isExpected: boolean; readonly unread: Set<string> },
): void {
  if (typeof value !== "object" || value === null) {
    if (place.isExpected) place.unread.add(place.path);
    return;
  }
  for (const [key, inner] of Object.entries(value)) {
    if (key === "note") continue;
    const isExpected = place.isExpected || key.startsWith("expected");
    collect(inner, { ...place, path: `${place.path}.${key}`, isExpected });
  }
}

/** The same value; reading one of its leaves takes that leaf off the list of unread ones. */
function watch(value: unknown, place: { readonly path: string; readonly unread: Set<string> }): unknown {
  if (typeof value !== "object" || value === null) return value;
  return new Proxy(value, {
    get(target, key, receiver) {
      const inner: unknown = Reflect.get(target, key, receiver);
      if (typeof key === "symbol" || typeof inner === "function") return inner;
      const path = `${place.path}.${key}`;
      place.unread.delete(path);
      return watch(inner, { ...place, path });
    },
  });
}

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/**
 * What a redirect is told as; null for any other status. It is not followed: the key and the texts would go to another
 * server. Of its target, which may hold secrets, the origin alone is told.
 */
export function describeRedirect(
  { status, location }: { readonly status: number; readonly location: string | null },
  baseUrlVariable: string,
): string | null {
  if (!REDIRECTS.has(status)) return null;
  const target = location !== null && URL.canParse(location) ? ` to ${new URL(location).origin}` : "";
  return `status ${status}, a redirect${target}, which is not followed. Set ${baseUrlVariable} to the address that answers itself.`;
}

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/**
 * The description of a redirect; null for any other status. A redirect is not followed, since the key and the texts
 * would go to another server. Only the origin of its target is shown, because the rest may hold secrets.
 */
export function describeRedirect(
  { status, location }: { readonly status: number; readonly location: string | null },
  baseUrlVariable: string,
): string | null {
  if (!REDIRECTS.has(status)) return null;
  const target = location !== null && URL.canParse(location) ? ` to ${new URL(location).origin}` : "";
  return `status ${status}, a redirect${target}, which is not followed. Set ${baseUrlVariable} to the address that answers itself.`;
}

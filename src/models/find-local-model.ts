import { z } from "zod";
import { local } from "./providers/local.js";

const LISTING_TIMEOUT_MS = 5_000;

const List = z.object({ data: z.array(z.object({ id: z.string().min(1) })) });

/**
 * Asks the OpenAI-compatible server at ASSAY_LOCAL_BASE_URL which models it has, and returns the first that is not
 * for embeddings, as `local:` names it; null when it names none or does not answer.
 *
 * @throws ModelKeyMissingError, ModelKeyRejectedError, ModelBaseUrlInvalidError
 */
export async function findLocalModel(
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal = AbortSignal.timeout(LISTING_TIMEOUT_MS),
): Promise<string | null> {
  const { baseUrl, key } = local.access(environment);
  const reply = await fetch(`${baseUrl}/models`, {
    headers: key === null ? {} : { authorization: `Bearer ${key}` },
    signal,
    redirect: "manual",
  })
    .then((response) => (response.ok ? response.json() : null))
    // Why a server does not answer is said when an experiment is started.
    .catch(() => null);
  const parsed = List.safeParse(reply);
  if (!parsed.success) return null;
  return parsed.data.data.find(({ id }) => !/embed/i.test(id))?.id ?? null;
}

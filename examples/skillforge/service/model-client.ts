import { z } from "zod";

/** Where the service's model is. */
export interface ModelAccess {
  /** Of an OpenAI-compatible API, with its version: https://api.openai.com/v1. */
  readonly baseUrl: string;
  readonly model: string;
  /** Local servers need none. */
  readonly apiKey: string | undefined;
}

/** The model could not answer; `status` is the provider's, null when there was none. */
export class ModelCallFailedError extends Error {
  override readonly name = "ModelCallFailedError";
  readonly status: number | null;
  /** The provider's own Retry-After header. */
  readonly retryAfter: string | null;

  constructor(
    message: string,
    reply: { readonly status: number | null; readonly retryAfter: string | null },
  ) {
    super(message);
    this.status = reply.status;
    this.retryAfter = reply.retryAfter;
  }
}

const Reply = z.object({
  choices: z.tuple([z.object({ message: z.object({ content: z.string().min(1) }) })], z.unknown()),
});

/** Asks a model by the chat completions API. It is the service's own client: Assay knows nothing of it. */
export async function askModel(
  { baseUrl, model, apiKey }: ModelAccess,
  request: { readonly system: string; readonly prompt: string; readonly signal: AbortSignal },
): Promise<string> {
  const response = await fetch(`${baseUrl.replace(/\/+$/, "")}/chat/completions`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
    },
    body: JSON.stringify({
      model,
      messages: [
        { role: "system", content: request.system },
        { role: "user", content: request.prompt },
      ],
      temperature: 0.3,
    }),
    signal: request.signal,
  }).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ModelCallFailedError(`The model at ${baseUrl} does not answer: ${reason}.`, {
      status: null,
      retryAfter: null,
    });
  });
  const { status } = response;
  const retryAfter = response.headers.get("retry-after");
  const text = await response.text();
  if (status !== 200)
    throw new ModelCallFailedError(`The model answered with status ${status}.`, { status, retryAfter });
  const parsed = Reply.safeParse(parseJson(text));
  if (!parsed.success)
    throw new ModelCallFailedError("The model's answer has no text.", { status, retryAfter });
  return parsed.data.choices[0].message.content;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

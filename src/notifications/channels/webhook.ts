import { createHmac } from "node:crypto";
import { z } from "zod";
import { EnvironmentReference } from "../../domain/environment-reference.js";
import { defineChannel, type SendContext } from "../channel.js";
import { readVariable } from "../read-variable.js";
import type { Receiver } from "../receiver.js";

const Url = z.string().refine((text) => {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return ["http:", "https:"].includes(protocol) && username === "" && password === "";
}, 'an absolute https URL without user name and password, or { fromEnvironment: "NAME" }');

const Settings = z.strictObject({
  type: z.literal("webhook"),
  url: z.union([Url, EnvironmentReference]),
  /** The key of the signature. */
  secret: EnvironmentReference,
  allowPrivateAddress: z.boolean().default(false),
});
type Settings = z.infer<typeof Settings>;

/** Sends the notice as JSON, signed as Standard Webhooks 1.0 has it. */
export const webhook = defineChannel({
  type: "webhook",
  settings: Settings,
  listVariables: ({ url, secret }) => [
    ...(typeof url === "string" ? [] : [url.fromEnvironment]),
    secret.fromEnvironment,
  ],
  async check(settings, context) {
    const { readReceiver } = await import("../receiver.js");
    readReceiver(receiverOf(settings, context));
  },
  async send(settings, notice, context) {
    const body = JSON.stringify({ ...notice, type: "assay.regression" });
    const headers = sign(body, readVariable("webhook", settings.secret, context), context);
    const { postJson } = await import("../send-request.js");
    await postJson(receiverOf(settings, context), body, { context, headers });
  },
});

function receiverOf(
  { url, allowPrivateAddress }: Settings,
  context: Pick<SendContext, "environment">,
): Receiver {
  const address = typeof url === "string" ? url : readVariable("webhook", url, context);
  return { receiver: "the webhook", url: address, allowPrivateAddress };
}

/** Headers of Standard Webhooks 1.0: HMAC-SHA256 over id, time in seconds and body. */
function sign(body: string, secret: string, { key, now }: SendContext): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(now.getTime() / 1_000));
  const bytes = secret.startsWith("whsec_") ? Buffer.from(secret.slice(6), "base64") : Buffer.from(secret);
  const signature = createHmac("sha256", bytes).update(`${key}.${timestamp}.${body}`).digest("base64");
  return { "webhook-id": key, "webhook-timestamp": timestamp, "webhook-signature": `v1,${signature}` };
}

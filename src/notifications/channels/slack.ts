import { z } from "zod";
import { EnvironmentReference } from "../../domain/environment-reference.js";
import { printableLine } from "../../formatting/printable-text.js";
import { defineChannel, type SendContext } from "../channel.js";
import { readVariable } from "../read-variable.js";
import type { Receiver } from "../receiver.js";
import { renderNotice } from "../render-notice.js";

const Settings = z.strictObject({
  type: z.literal("slack"),
  /** The address of an incoming webhook is a secret: whoever has it can write. */
  url: EnvironmentReference,
  allowPrivateAddress: z.boolean().default(false),
});
type Settings = z.infer<typeof Settings>;

/** Incoming webhooks of Slack, and of those that take its messages (Mattermost, Rocket.Chat, Discord's /slack). */
export const slack = defineChannel({
  type: "slack",
  settings: Settings,
  listVariables: ({ url }) => [url.fromEnvironment],
  async check(settings, context) {
    const { readReceiver } = await import("../receiver.js");
    readReceiver(receiverOf(settings, context));
  },
  async send(settings, notice, context) {
    const text = [`*${quote(notice.title)}*`, ...renderNotice(notice, quote)].join("\n");
    const body = JSON.stringify({ text, unfurl_links: false, unfurl_media: false });
    const { postJson } = await import("../send-request.js");
    await postJson(receiverOf(settings, context), body, { context });
  },
});

function receiverOf(
  { url, allowPrivateAddress }: Settings,
  context: Pick<SendContext, "environment">,
): Receiver {
  return { receiver: "Slack", url: readVariable("slack", url, context), allowPrivateAddress };
}

/** Slack's own marks: `<!channel>`, links and entities come from `<`, `>` and `&` alone; stress is broken up. */
function quote(text: string): string {
  return printableLine(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replace(/[*_~`@#]/g, "$&\u200b");
}

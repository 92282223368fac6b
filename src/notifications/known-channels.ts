import { z } from "zod";
import { email } from "./channels/email.js";
import { github } from "./channels/github.js";
import { slack } from "./channels/slack.js";
import { webhook } from "./channels/webhook.js";

/** Every way to tell people. */
export const KNOWN_CHANNELS = [webhook, slack, email, github] as const;

/** A receiver as a configuration names it: the settings of one of the channels. */
export const ChannelSettings = z.discriminatedUnion("type", [
  webhook.settings,
  slack.settings,
  email.settings,
  github.settings,
]);
export type ChannelSettings = z.infer<typeof ChannelSettings>;

/** One receiver of messages, as it is written in a configuration. */
export type GivenChannel = z.input<typeof ChannelSettings>;

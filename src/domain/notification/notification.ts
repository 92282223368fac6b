import { z } from "zod";
import { JsonObjectSchema } from "../json/json-schema.js";
import { Notice } from "./notice.js";

/** One message to one receiver. Written with the end of its regression run, and sent until it has arrived or cannot. */
export const Notification = z.object({
  /** The idempotency key: the same for every try. */
  id: z.string(),
  regressionRunId: z.string(),
  /** The channel's type. */
  channel: z.string(),
  /** The channel's settings as they were: names of variables, never their values. */
  settings: JsonObjectSchema,
  notice: Notice,
  /** `failed`: given up, see `error`. */
  status: z.enum(["pending", "sent", "failed"]),
  error: z.string().nullable(),
  createdAt: z.string(),
  endedAt: z.string().nullable(),
});
export type Notification = z.infer<typeof Notification>;

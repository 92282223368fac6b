import type { z } from "zod";
import type { Notice } from "../domain/notification/notice.js";

/** What a channel sends with. */
export interface SendContext {
  /** The same for every try of this message to this receiver. */
  readonly key: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  readonly now: Date;
}

/**
 * One way to tell people, with everything that is its own: its settings, the variables they read, and how to send. Each
 * configuration knows the settings, so what sends is loaded when something is sent.
 */
export interface Channel<Schema extends z.ZodObject = z.ZodObject> {
  /** The word in `type`. */
  readonly type: string;
  readonly settings: Schema;
  /** Variables that must be set for it. */
  listVariables(settings: z.infer<Schema>): readonly string[];
  /**
   * Looks at what can be judged without asking anybody: addresses, and what variables hold. They are set by then.
   *
   * @throws NotificationRefusedError for what every message would be refused for
   */
  check(settings: z.infer<Schema>, context: Pick<SendContext, "environment">): Promise<void>;
  /**
   * @throws NotificationRefusedError when trying again is of no use
   * @throws NotificationUndeliveredError when the receiver cannot take it now
   */
  send(settings: z.infer<Schema>, notice: Notice, context: SendContext): Promise<void>;
}

/** A channel by its schema; only there for inference. */
export function defineChannel<Schema extends z.ZodObject>(channel: Channel<Schema>): Channel<Schema> {
  return channel;
}

import { resolve } from "node:path";
import { z } from "zod";
import { AssayError } from "./domain/errors.js";

/** An environment variable has a value that cannot be used. */
export class EnvironmentInvalidError extends AssayError {
  constructor(issues: string) {
    super(`The environment is not usable:\n${issues}`);
  }
}

/** Any of these, when set, makes models available. */
export const MODEL_VARIABLES = ["OPENAI_API_KEY", "ANTHROPIC_API_KEY", "ASSAY_LOCAL_BASE_URL"] as const;

const port = z
  .string()
  .refine((text) => /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535, {
    error: ({ input }) => `received "${String(input)}", allowed is a port from 1 to 65535`,
  })
  .transform(Number)
  .optional();

const Variables = z.object({
  ASSAY_HOME: z.string().min(1).default(".assay"),
  ASSAY_PORT: port,
  ASSAY_TEMPORAL_PORT: port,
  ASSAY_TEMPORAL_UI_PORT: port,
  ASSAY_ALLOW_HOST: z.string().default(""),
  ASSAY_SERVER_TOKEN: z.string().optional(),
  ASSAY_LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "silent"]).default("info"),
});

/** What Assay reads from the environment, parsed once. */
export interface Environment {
  /** Absolute. Store, embedded Temporal server and logs live there. */
  readonly home: string;
  readonly port: number | undefined;
  readonly temporalPort: number | undefined;
  readonly temporalUiPort: number | undefined;
  readonly logLevel: string;
  /** Hosts that the HTTP server answers to besides its own, as they were written. */
  readonly allowedHosts: readonly string[];
  /** As it was written; checked where a server starts. */
  readonly serverToken: string | undefined;
  /** All variables, for Temporal's own standard names. */
  readonly variables: NodeJS.ProcessEnv;
}

/** @throws EnvironmentInvalidError naming each variable. */
export function readEnvironment(variables: NodeJS.ProcessEnv): Environment {
  const parsed = Variables.safeParse(variables);
  if (!parsed.success) throw new EnvironmentInvalidError(z.prettifyError(parsed.error));
  const { ASSAY_HOME, ASSAY_PORT, ASSAY_TEMPORAL_PORT, ASSAY_TEMPORAL_UI_PORT, ASSAY_LOG_LEVEL } =
    parsed.data;
  const { ASSAY_ALLOW_HOST, ASSAY_SERVER_TOKEN } = parsed.data;
  return {
    home: resolve(ASSAY_HOME),
    port: ASSAY_PORT,
    temporalPort: ASSAY_TEMPORAL_PORT,
    temporalUiPort: ASSAY_TEMPORAL_UI_PORT,
    logLevel: ASSAY_LOG_LEVEL,
    allowedHosts: ASSAY_ALLOW_HOST.split(",")
      .map((host) => host.trim())
      .filter((host) => host !== ""),
    serverToken: ASSAY_SERVER_TOKEN,
    variables,
  };
}

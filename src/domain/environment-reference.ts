import { z } from "zod";

/** The name of an environment variable. */
export const EnvironmentVariableName = z
  .string()
  .regex(/^[A-Za-z_]\w*$/, "the name of an environment variable");

/** A secret that stays in the environment: `{ fromEnvironment: "WEBHOOK_SECRET" }`. */
export const EnvironmentReference = z.strictObject(
  { fromEnvironment: EnvironmentVariableName },
  'a secret comes from the environment: { fromEnvironment: "NAME" }',
);
export type EnvironmentReference = z.infer<typeof EnvironmentReference>;

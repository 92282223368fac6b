import { basename, resolve } from "node:path";
import { type ZodType, z } from "zod";
import type { JsonValue } from "../domain/json/json.js";
import { parseAnswerJson } from "../domain/json/parse-answer-json.js";
import { describeValue } from "../domain/json/value-description.js";
import type { Pipeline, PipelineCall } from "../domain/pipeline/pipeline.js";
import { toPipelinePayload } from "../domain/pipeline/pipeline-payload.js";
import { redactError } from "../secrets/redact-error.js";
import type { Redactor } from "../secrets/redactor.js";
import { redactorOfSent } from "../secrets/sent-secrets.js";
import { CommandFailedError, CommandOutputInvalidError } from "./command-errors.js";
import {
  MAX_OUTPUT_BYTES_OPTION,
  parsePipelineDefinition,
  SCHEMA_OPTION,
  TIMEOUT_OPTION,
} from "./definition-options.js";
import { EnvironmentValue, listVariables, resolveValues } from "./environment-value.js";
import { type CommandEnd, runCommand } from "./run-command.js";

const SHOWN_OUTPUT_CHARACTERS = 2_000;
/** Characters that one of a secret may take, as \\u0041 does. */
const LONGEST_WRITING = 6;

/** All that a command sees of the worker's environment, which holds keys. */
const PASSED_ON_VARIABLES = ["PATH", "HOME", "LANG"];

/** A pipeline that is a program in any language: JSON in on stdin, JSON out on stdout. */
export interface CommandPipelineDefinition {
  /** A program, by its path or found on the PATH. It is started without a shell. */
  readonly command: string;
  /** Its arguments. */
  readonly args?: readonly string[];
  /** Working directory; that of the worker by default. */
  readonly cwd?: string;
  /** Environment variables for the command, in addition to PATH, HOME and LANG. */
  readonly env?: Readonly<Record<string, EnvironmentValue>>;
  /** Largest output that it may print; 64 MiB by default. */
  readonly maxOutputBytes?: number;
  /** A zod schema that checks the item's input before each call. The call gets the value that the schema returns. */
  readonly input?: ZodType;
  /** A zod schema that checks the variant's config when the experiment is started. */
  readonly config?: ZodType;
  /** Longest time for one call. After it, the command and all processes that it started are ended. */
  readonly timeoutMs?: number;
}

const NO_NULL = /^[^\0]*$/;

const Definition = z.strictObject({
  command: z.string().min(1).regex(NO_NULL).describe("the path or name of a program"),
  args: z.array(z.string().regex(NO_NULL)).default([]).describe("a list of texts"),
  cwd: z.string().min(1).regex(NO_NULL).optional().describe("the path of a folder"),
  env: z
    .record(z.string().regex(/^[^=\0]+$/), EnvironmentValue)
    .default({})
    .describe('an object of texts or { fromEnvironment: "NAME" }'),
  maxOutputBytes: MAX_OUTPUT_BYTES_OPTION,
  input: SCHEMA_OPTION,
  config: SCHEMA_OPTION,
  timeoutMs: TIMEOUT_OPTION,
});
type Definition = z.infer<typeof Definition>;

/**
 * Defines a pipeline that is a program: `commandPipeline({ command: "python3", args: ["analyze.py"] })`. It gets
 * `{ input, config, item: { id, metadata }, repetition }` on stdin and prints one JSON value; logs go to stderr.
 *
 * @throws PipelineDefinitionInvalidError naming the option, what was received and what is allowed.
 */
export function commandPipeline(definition: CommandPipelineDefinition): Pipeline {
  const checked = parsePipelineDefinition(Definition, definition);
  return {
    kind: "command",
    files: [checked.command, ...checked.args].map((named) => resolve(checked.cwd ?? ".", named)),
    inputSchema: checked.input ?? null,
    configSchema: checked.config ?? null,
    timeoutMs: checked.timeoutMs ?? null,
    ...listVariables(checked.env),
    run: (call: PipelineCall<never, never>) => execute(call, checked),
  };
}

async function execute(call: PipelineCall, definition: Definition): Promise<JsonValue> {
  const { command, args, cwd, env, maxOutputBytes } = definition;
  return await call.trace.observe({ name: basename(command) }, async (observation) => {
    const { values, secrets } = resolveValues(env, process.env);
    const end = await runCommand({
      command,
      args,
      cwd,
      maxOutputBytes,
      signal: call.signal,
      environment: { ...passedOn(process.env), ...values },
      stdin: JSON.stringify(toPipelinePayload(call)),
    });
    const hidden = redactorOfSent(secrets);
    const stderr = readStderr(end, { secrets, hidden });
    observation.update({ metadata: { exitCode: end.exitCode, ...(stderr === "" ? {} : { stderr }) } });
    try {
      return readOutput(end, { command, stderr });
    } catch (error) {
      throw redactError(error, hidden);
    }
  });
}

/** The end of what was printed to stderr. Where its beginning is lost, so may be that of a secret, however written. */
function readStderr(
  { stderr, stderrIsCut }: CommandEnd,
  { secrets, hidden }: { readonly secrets: readonly string[]; readonly hidden: Redactor },
): string {
  const longest = Math.max(0, ...secrets.map(({ length }) => length));
  const whole = hidden.text(stderr).slice(stderrIsCut ? LONGEST_WRITING * longest : 0);
  return whole.slice(-SHOWN_OUTPUT_CHARACTERS).trim();
}

function readOutput(
  { exitCode, signalName, stdout }: CommandEnd,
  { command, stderr }: { readonly command: string; readonly stderr: string },
): JsonValue {
  const said = stderr === "" ? "It wrote nothing to stderr." : `The end of its stderr: ${stderr}`;
  if (signalName !== null)
    throw new CommandFailedError(`The command "${command}" was ended by ${signalName}. ${said}`);
  if (exitCode !== 0)
    throw new CommandFailedError(`The command "${command}" ended with exit code ${exitCode}. ${said}`);
  if (stdout.trim() === "")
    throw new CommandOutputInvalidError(
      `The command "${command}" printed nothing. It has to print its output as JSON. ${said}`,
    );
  try {
    return parseAnswerJson(stdout);
  } catch {
    // The parser's own error is left behind: it quotes the output.
    throw new CommandOutputInvalidError(
      `The command "${command}" printed no JSON, but ${describeValue(stdout)}. ` +
        `It has to print one JSON value and nothing else; logs belong on stderr. ${said}`,
    );
  }
}

function passedOn(environment: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    PASSED_ON_VARIABLES.flatMap((name) => {
      const value = environment[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

import { describe, expect, test } from "@jest/globals";
import { z } from "zod";
import { isPermanentError, PermanentError } from "../../../src/domain/permanent-error.js";
import {
  PipelineInputInvalidError,
  parsePipelineConfig,
  parsePipelineInput,
} from "../../../src/domain/pipeline/pipeline-input.js";
import { pipeline } from "../../../src/pipelines/function-pipeline.js";

const analyze = pipeline({
  input: z.object({ pages: z.array(z.object({ url: z.string() })) }),
  config: z.strictObject({ model: z.string(), temperature: z.number().default(0.5) }),
  run: () => null,
});
const pipelineName = "analyze";

describe("parsePipelineInput", () => {
  test("passes what the schema makes of the input", () => {
    const input = { pages: [{ url: "u", title: "dropped" }] };
    expect(parsePipelineInput(analyze, { pipelineName, itemId: "item-1", input })).toEqual({
      pages: [{ url: "u" }],
    });
  });

  test("passes everything without a schema", () => {
    expect(parsePipelineInput({ inputSchema: null }, { pipelineName, itemId: "item-1", input: [1] })).toEqual(
      [1],
    );
  });

  test("names item, path and what was received, without its content", () => {
    const input = { pages: [{ url: "u" }, { url: { secret: "s3cret" } }] };
    const refused = () => parsePipelineInput(analyze, { pipelineName, itemId: "item-1", input });
    expect(refused).toThrow(PipelineInputInvalidError);
    expect(refused).toThrow(
      'The input of item "item-1" does not fit the input schema of pipeline "analyze".\n' +
        "✖ Invalid input: expected string, received object\n" +
        "  → at pages[1].url (received: an object with keys secret)\n" +
        "Correct the item in its dataset, or the schema in the configuration.",
    );
  });

  test("shows the first ten problems of many", () => {
    const input = { pages: Array.from({ length: 12 }, () => ({})) };
    expect(() => parsePipelineInput(analyze, { pipelineName, itemId: "item-1", input })).toThrow(
      "… and 2 more\n",
    );
  });

  test("refuses an asynchronous schema in words", () => {
    const inputSchema = z.string().refine(async () => true);
    expect(() => parsePipelineInput({ inputSchema }, { pipelineName, itemId: "item-1", input: "a" })).toThrow(
      "✖ The schema has asynchronous refinements; only synchronous ones are allowed",
    );
  });
});

describe("parsePipelineConfig", () => {
  test("fills in defaults", () => {
    const config = { model: "m" };
    expect(parsePipelineConfig(analyze, { pipelineName, variant: "a", config })).toEqual({
      model: "m",
      temperature: 0.5,
    });
  });

  test("names the variant and the unknown key", () => {
    const config = { model: "m", temprature: 1 };
    expect(() => parsePipelineConfig(analyze, { pipelineName, variant: "a", config })).toThrow(
      'The config of variant "a" does not fit the config schema of pipeline "analyze".\n✖ Unrecognized key: "temprature"',
    );
  });
});

describe("permanent errors", () => {
  test("are the class, its subclasses, and any error that says so", () => {
    expect(isPermanentError(new PermanentError("no such page"))).toBe(true);
    expect(isPermanentError(new PipelineInputInvalidError({ pipelineName, itemId: "i" }, "p"))).toBe(true);
    expect(isPermanentError(Object.assign(new Error("x"), { permanent: true }))).toBe(true);
    expect(isPermanentError(new Error("x"))).toBe(false);
    expect(isPermanentError({ permanent: true })).toBe(false);
  });
});

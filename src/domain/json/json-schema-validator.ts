import { Ajv, type ErrorObject, type Options } from "ajv";
import { Ajv2019 } from "ajv/dist/2019.js";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import type { JsonObject, JsonValue } from "./json.js";

/** What does not fit the schema; empty when everything does. */
export type JsonSchemaValidator = (value: JsonValue) => readonly string[];

/**
 * Strict, so that a misspelt keyword is refused instead of ignored; but loose where strictness is a matter of
 * taste (`strictTypes`, `strictTuples`, `strictRequired`), since schemas come from elsewhere.
 */
const OPTIONS: Options = { strict: true, strictTypes: false, strictTuples: false, logger: false };

/**
 * Compiles a JSON Schema: draft 2020-12, or 2019-09 or draft-07/06 where `$schema` says so, with all formats.
 *
 * @throws Error from ajv when the schema is invalid, refers to what it does not contain, or is another draft.
 */
export function compileJsonSchema(schema: JsonObject | boolean): JsonSchemaValidator {
  if (typeof schema === "object" && schema.$async === true) {
    throw new Error("asynchronous schemas ($async) are not supported");
  }
  const ajv = ajvFor(schema);
  // ajv-formats is CommonJS: under Node's ESM the default import is the function, its types say the module.
  (addFormats as unknown as typeof addFormats.default)(ajv);
  const validate = ajv.compile(schema);
  return (value) => (validate(value) ? [] : (validate.errors ?? []).map(describe));
}

function ajvFor(schema: JsonObject | boolean): Ajv {
  const draft = typeof schema === "object" ? schema.$schema : undefined;
  if (typeof draft !== "string" || draft.includes("2020-12")) return new Ajv2020(OPTIONS);
  return draft.includes("2019-09") ? new Ajv2019(OPTIONS) : new Ajv(OPTIONS);
}

function describe(error: ErrorObject): string {
  const place = error.instancePath === "" ? "The output" : error.instancePath;
  const detail = error.keyword === "additionalProperties" ? `: ${error.params.additionalProperty}` : "";
  return `${place} ${error.message ?? error.keyword}${detail}`;
}

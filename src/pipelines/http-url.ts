import { type ZodType, z } from "zod";
import { isJsonObject, type JsonObject } from "../domain/json/json.js";
import { PermanentError } from "../domain/permanent-error.js";
import { renderTemplate } from "./template.js";

/** A pipeline's URL, as its config makes it, is none that can be called. */
export class PipelineUrlInvalidError extends PermanentError {
  constructor(template: string, problem: string) {
    const shown = template.replace(/\/\/[^/@]*@/, "//[hidden]@");
    super(`The pipeline's url "${shown}" ${problem}. Allowed is an absolute http or https URL.`);
  }
}

/**
 * Makes the URL of a template with the fields of the config, by their names or as `config.NAME`.
 *
 * @throws TemplateVariableMissingError when the config lacks one.
 * @throws PipelineUrlInvalidError
 */
export function renderUrl(template: string, config: JsonObject): URL {
  const text = renderTemplate({
    name: "url",
    text: template,
    variables: { ...config, config },
    subject: "the variant's config",
  });
  if (!URL.canParse(text)) throw new PipelineUrlInvalidError(template, "is no URL with this config");
  const url = new URL(text);
  if (!["http:", "https:"].includes(url.protocol))
    throw new PipelineUrlInvalidError(template, `has the protocol ${url.protocol}`);
  if (url.username !== "" || url.password !== "")
    throw new PipelineUrlInvalidError(
      template,
      "holds a user name or password, which would be stored; send it as a header from the environment",
    );
  return url;
}

/** The user's config schema, which also tries whether the URL can be made: before anything is paid. */
export function urlCheckingSchema(template: string, config: ZodType | undefined): ZodType {
  const given = config ?? z.unknown();
  return z.unknown().transform((value, context) => {
    const result = given.safeParse(value);
    if (!result.success) {
      for (const { path, message } of result.error.issues)
        context.addIssue({ code: "custom", path: [...path], message });
      return z.NEVER;
    }
    const parsed = result.data;
    try {
      renderUrl(template, isJsonObject(parsed as JsonObject) ? (parsed as JsonObject) : {});
    } catch (error) {
      context.addIssue({ code: "custom", message: error instanceof Error ? error.message : String(error) });
      return z.NEVER;
    }
    return parsed;
  });
}

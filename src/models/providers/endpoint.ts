import { ModelKeyMissingError, ModelKeyRejectedError } from "../../domain/model/model-errors.js";
import { COMPATIBLE_CAPABILITIES, openaiCompatible } from "./openai-compatible.js";
import type { Provider } from "./provider.js";
import { checkKey, readBaseUrl } from "./provider-access.js";
import type { EndpointDefinition } from "./provider-definition.js";

type EnvironmentText = EndpointDefinition["baseUrl"];

/** Makes the provider of an OpenAI-compatible endpoint that the configuration names. */
export function endpoint(name: string, { baseUrl, keyVariable, headers = {} }: EndpointDefinition): Provider {
  const place = `models.providers.${name}`;
  const references = [baseUrl, ...Object.values(headers)].flatMap((text) =>
    typeof text === "string" ? [] : [text.fromEnvironment],
  );
  return openaiCompatible({
    name,
    note: null,
    neededVariable: keyVariable ?? references[0] ?? null,
    secretVariables: [...(keyVariable === undefined ? [] : [keyVariable]), ...references],
    access(environment) {
      const key =
        keyVariable === undefined ? null : read({ fromEnvironment: keyVariable }, environment, place);
      checkKey(key, keyVariable ?? place);
      const sent = Object.entries(headers).map(
        ([header, text]) => [header, readHeader(text, environment, `${place}.headers.${header}`)] as const,
      );
      return {
        provider: name,
        key,
        headers: Object.fromEntries(sent),
        keyVariable: keyVariable ?? `${place}.keyVariable`,
        baseUrlVariable: `${place}.baseUrl`,
        ...readBaseUrl(read(baseUrl, environment, `${place}.baseUrl`), {
          place: `${place}.baseUrl`,
          keyPlace: keyVariable ?? `the variable that ${place}.keyVariable names`,
          lacksVersion: (path) => path === "",
        }),
      };
    },
    capabilitiesOf: () => COMPATIBLE_CAPABILITIES,
    // Named as in the price list (openrouter, groq, mistral …), it has the prices of the list.
    priceListId: name,
  });
}

function readHeader(text: EnvironmentText, environment: NodeJS.ProcessEnv, place: string): string {
  const value = read(text, environment, place);
  if (/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) return value;
  const source = typeof text === "string" ? place : text.fromEnvironment;
  throw new ModelKeyRejectedError(
    `${source} holds a character that a header cannot carry, such as a line break.`,
  );
}

/** @throws ModelKeyMissingError naming the variable. */
function read(text: EnvironmentText, environment: NodeJS.ProcessEnv, place: string): string {
  if (typeof text === "string") return text;
  const value = environment[text.fromEnvironment]?.trim();
  if (value) return `${text.prefix ?? ""}${value}`;
  throw new ModelKeyMissingError(
    `${text.fromEnvironment} is not set: ${place} reads this variable of the worker's environment.`,
  );
}

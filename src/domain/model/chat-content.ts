import { isJsonObject, type JsonObject, type JsonValue } from "../json/json.js";

/** A part of a message's content. `image` and `data`: an http(s) URL, a `data:` URL, or base64 with `mediaType`. */
export type ContentPart =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "image"; readonly image: string; readonly mediaType?: string | undefined }
  | {
      readonly type: "file";
      readonly data: string;
      readonly mediaType: string;
      readonly filename?: string | undefined;
    };

/** What a message says: a text, or parts. */
export type ChatContent = string | readonly ContentPart[];

/**
 * Reads content parts in the forms that data come in: the AI SDK's (`image`, `file`), OpenAI's (`image_url`, `file`,
 * `input_text`, `input_image`) and Anthropic's (`image` and `document` with a `source`); null for anything else.
 */
export function toContentParts(value: JsonValue | undefined): readonly ContentPart[] | null {
  if (!Array.isArray(value) || value.length === 0) return null;
  const parts = value.map(toPart);
  return parts.every((part) => part !== null) ? parts : null;
}

function toPart(value: JsonValue): ContentPart | null {
  if (!isJsonObject(value)) return null;
  switch (value.type) {
    case "text":
    case "input_text":
    case "output_text":
      return typeof value.text === "string" ? { type: "text", text: value.text } : null;
    case "image_url":
    case "input_image":
      return imagePart(textAt(value.image_url) ?? textAt(objectAt(value.image_url).url), undefined);
    case "image":
      return imagePart(textAt(value.image) ?? sourceOf(value), mediaTypeOf(value));
    case "file":
    case "input_file":
    case "document":
      return filePart(value);
    default:
      return null;
  }
}

function imagePart(image: string | undefined, mediaType: string | undefined): ContentPart | null {
  if (image === undefined) return null;
  return mediaType === undefined ? { type: "image", image } : { type: "image", image, mediaType };
}

function filePart(value: JsonObject): ContentPart | null {
  const file = objectAt(value.file);
  const data =
    textAt(value.data) ??
    textAt(value.file_data) ??
    textAt(file.file_data) ??
    textAt(value.file_url) ??
    sourceOf(value);
  if (data === undefined) return null;
  const filename = textAt(value.filename) ?? textAt(file.filename);
  const mediaType = mediaTypeOf(value) ?? /^data:([^;,]+)/.exec(data)?.[1] ?? "application/pdf";
  return filename === undefined
    ? { type: "file", data, mediaType }
    : { type: "file", data, mediaType, filename };
}

/** Anthropic's `source: { type: "base64" | "url", … }`. */
function sourceOf({ source }: JsonObject): string | undefined {
  const { data, url } = objectAt(source);
  return textAt(data) ?? textAt(url);
}

function mediaTypeOf({ mediaType, source }: JsonObject): string | undefined {
  return textAt(mediaType) ?? textAt(objectAt(source).media_type);
}

/** The text of a content, with what is no text named in brackets: `[image https://…]`, `[file report.pdf]`. */
export function readableContent(content: ChatContent): string {
  if (typeof content === "string") return content;
  return content.map(readablePart).join("\n");
}

function readablePart(part: ContentPart): string {
  if (part.type === "text") return part.text;
  const source = part.type === "image" ? part.image : part.data;
  const shown = /^https?:/.test(source)
    ? source
    : `${part.mediaType ?? /^data:([^;,]+)/.exec(source)?.[1] ?? ""}, ${source.length} characters`;
  const name = part.type === "file" && part.filename !== undefined ? `${part.filename}, ` : "";
  return `[${part.type} ${name}${shown.replace(/^, /, "")}]`;
}

/** The text parts of a content alone. */
export function textOfContent(content: ChatContent): string {
  if (typeof content === "string") return content;
  return content.flatMap((part) => (part.type === "text" ? [part.text] : [])).join("\n");
}

function textAt(value: JsonValue | undefined): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function objectAt(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value ?? null) ? (value as JsonObject) : {};
}

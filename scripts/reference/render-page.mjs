/** One page of the reference: each export with its docstring, its signature and a table of what it takes or holds. */
import ts from "typescript";
import {
  defaultOf,
  docOf,
  fieldNames,
  fieldsOf,
  mainDeclaration,
  namedTypes,
  oneLine,
  typeText,
} from "./declarations.mjs";

/** What functions of the package make and configurations take: nobody has to write or read its fields. */
const OPAQUE = new Set(["Evaluator", "Pipeline", "ArtifactSource"]);

export const NOTICE =
  "<!-- Made from the sources by `npm run reference`. Change the docstrings there, not this page. -->";

/** Renders a page; what has no docstring is added to `missing`. `pageOf` knows where else a name stands. */
export function renderPage({ page, declarations, pageOf, missing }) {
  const queue = page.exports.map((name) => ({ name, symbol: declarations.exported.get(name) }));
  const known = new Set(queue.map(({ symbol }) => symbol));
  const context = { ...declarations, missing, page, known, queue, pageOf };
  const sections = [];
  for (let next = queue.shift(); next !== undefined; next = queue.shift())
    sections.push(renderExport(context, next));
  return [`# ${page.title}`, NOTICE, page.about, ...sections].join("\n\n").concat("\n");
}

function renderExport(context, { name, symbol, level = "##" }) {
  const { checker, missing, page } = context;
  const declaration = mainDeclaration(symbol);
  const { text, throws } = docOf(checker, symbol, declaration);
  if (text === "") missing.push(`${page.file}: ${name} has no docstring`);
  const parts = [`${level} \`${name}\``, ...paragraphs(text, throws)];
  if (ts.isFunctionDeclaration(declaration)) parts.push(...renderFunction(context, name, declaration));
  else if (ts.isClassDeclaration(declaration)) parts.push(...renderClass(context, name, declaration));
  else parts.push(...renderType(context, name, { symbol, declaration }));
  return parts.filter((part) => part !== "").join("\n\n");
}

function renderFunction(context, name, declaration) {
  collectNamed(
    context,
    declaration.parameters.map(({ type }) => type),
    // Options follow the function that takes them.
    (found) => context.queue.unshift({ ...found, level: "###" }),
  );
  const tables = declaration.parameters.flatMap((parameter) => inlineTable(context, name, parameter));
  return [code(signature(declaration, `function ${name}`)), ...tables];
}

/** The fields of a parameter whose type is written where it stands. */
function inlineTable(context, name, parameter) {
  if (parameter.type === undefined || !ts.isTypeLiteralNode(parameter.type)) return [];
  const type = context.checker.getTypeFromTypeNode(parameter.type);
  return hasDocs(context.checker, type) ? [table(context, name, type)] : [];
}

function renderClass(context, name, declaration) {
  const methods = membersOf(context, declaration).filter(
    (member) =>
      (ts.isMethodDeclaration(member) || ts.isGetAccessorDeclaration(member)) &&
      !ts.isPrivateIdentifier(member.name) &&
      !has(member, ts.ModifierFlags.Protected) &&
      !has(member, ts.ModifierFlags.Private) &&
      !isInternal(member),
  );
  return methods.flatMap((method) => {
    const isStatic = has(method, ts.ModifierFlags.Static);
    const title = `${name}${isStatic ? "." : "#"}${method.name.getText()}`;
    const { text, throws } = docOf(context.checker, context.checker.getSymbolAtLocation(method.name), method);
    if (text === "") context.missing.push(`${context.page.file}: ${title} has no docstring`);
    const isGetter = ts.isGetAccessorDeclaration(method);
    const parameters = isGetter ? [] : method.parameters;
    collectNamed(context, isGetter ? [method.type] : parameters.map(({ type }) => type));
    const tables = parameters.flatMap((parameter) => inlineTable(context, title, parameter));
    const shown = `${isStatic ? `${name}.` : ""}${method.name.getText()}`;
    return [
      `### \`${shown}\``,
      ...paragraphs(text, throws),
      code(isGetter ? `${shown}: ${plainText(method.type)}` : signature(method, shown)),
      ...tables,
    ];
  });
}

const isInternal = (member) => ts.getJSDocTags(member).some(({ tagName }) => tagName.text === "internal");

const has = (member, flag) => (ts.getCombinedModifierFlags(member) & flag) !== 0;

/** A class's own members, then those of the classes that it extends, the first of them before the others. */
function membersOf({ checker }, declaration) {
  const inherited = [];
  for (let type = checker.getTypeAtLocation(declaration); type !== undefined; ) {
    const [base] = checker.getBaseTypes(type);
    inherited.unshift(...(base?.symbol.valueDeclaration.members ?? []));
    type = base;
  }
  return [...declaration.members, ...inherited];
}

function renderType(context, name, { symbol, declaration }) {
  const { checker } = context;
  const type = checker.getDeclaredTypeOfSymbol(symbol);
  if (OPAQUE.has(name)) return [];
  const isFunction = type.getCallSignatures().length > 0;
  const hasFields =
    !isFunction && !type.isUnion() && type.flags & ts.TypeFlags.Object && !checker.isArrayType(type);
  if (hasFields && checker.getPropertiesOfType(type).length > 0) return [table(context, name, type)];
  if (!ts.isTypeAliasDeclaration(declaration)) return [];
  const value = checker.getIndexTypeOfType(type, ts.IndexKind.String);
  if (
    value !== undefined &&
    checker.getPropertiesOfType(value).length > 0 &&
    value.flags & ts.TypeFlags.Object
  )
    return ["By name:", table(context, name, value)];
  collectNamed(context, [declaration.type]);
  const isInferred = /^z\.(infer|input)\b/.test(declaration.type.getText());
  const text = isInferred
    ? checker.typeToString(type, undefined, ts.TypeFormatFlags.NoTruncation | ts.TypeFormatFlags.InTypeAlias)
    : declaration.type.getText();
  return [
    code(
      `type ${name} = ${onLines(text)
        .replace(/^\s*\|\s*/, "")
        .replaceAll("z.ZodType", "ZodType")}`,
    ),
  ];
}

/** The members of a union that the compiler has worked out, one a line. */
const onLines = (text) =>
  text.startsWith("{ ")
    ? text.replaceAll(" | undefined;", ";").replaceAll("; } | { type:", "; }\n  | { type:")
    : text;

function table(context, name, type) {
  const rows = rowsOf(context, name, { type, prefix: "" });
  return ["| field | type | means |", "| --- | --- | --- |", ...rows].join("\n");
}

function rowsOf(context, name, { type, prefix }) {
  const { checker, missing, page, byFields } = context;
  return checker.getPropertiesOfType(type).flatMap((property) => {
    const declaration = property.valueDeclaration ?? property.declarations?.[0];
    if (property.name.startsWith("__")) return [];
    const { text, throws } = docOf(checker, property, undefined);
    const path = `${prefix}${property.name}`;
    const isOptional = (property.flags & ts.SymbolFlags.Optional) !== 0;
    const found = fieldsOf(checker, property);
    const named = found === null ? undefined : byFields.get(fieldNames(checker, found.type));
    const fields = found !== null && named === undefined && hasDocs(checker, found.type) ? found : null;
    if (text === "" && page.strict !== false) missing.push(`${page.file}: ${name}.${path} has no docstring`);
    const isMethod = declaration !== undefined && ts.isMethodSignature(declaration);
    if (declaration !== undefined) collectNamed(context, isMethod ? [declaration] : [declaration.type]);
    const shown = isMethod
      ? signature(declaration, "").replace(/\n\s*/g, " ")
      : fields === null
        ? named === undefined
          ? typeText(checker, property)
          : `${named}${found.path === "[]" ? "[]" : ""}`
        : { "": "object", "[]": "list", ".NAME": "object by name" }[fields.path];
    // Results are read, never left out.
    const byDefault = page.strict === false ? null : defaultOf(checker, declaration);
    const means = [
      text,
      byDefault === null ? "" : `Default: \`${byDefault}\`.`,
      ...throws.map((thrown) => `Throws ${thrown}`),
    ]
      .filter(Boolean)
      .join(" ");
    const row = `| \`${path}${isOptional ? "?" : ""}\` | ${cell(`\`${page.strict === false ? shown : short(shown)}\``)} | ${cell(oneLine(means))} |`;
    const inner =
      fields === null ? [] : rowsOf(context, name, { type: fields.type, prefix: `${path}${fields.path}.` });
    return [row, ...inner];
  });
}

/** A type that nobody can read in a table is left to the words beside it. */
const short = (shown) =>
  shown.length <= 300 ? shown : /^\(.*\)\[\]$/.test(shown) ? "list of objects" : "object or list of objects";

/** Fields that say nothing beside their names are told by the type of the whole. */
const hasDocs = (checker, type) =>
  checker.getPropertiesOfType(type).some((property) => docOf(checker, property, undefined).text !== "");

/** Types of ours that stand on no page are described on the first page that names them. */
function collectNamed(context, nodes, add = (found) => context.queue.push(found)) {
  const { checker, isOurs, known, pageOf } = context;
  for (const symbol of nodes.flatMap((node) => namedTypes(checker, node))) {
    if (known.has(symbol) || pageOf.has(symbol) || !isOurs(symbol.declarations?.[0])) continue;
    if (symbol.flags & ts.SymbolFlags.TypeParameter || context.page.strict === false) continue;
    known.add(symbol);
    pageOf.set(symbol, context.page.file);
    add({ name: symbol.name, symbol });
  }
}

function signature(declaration, name) {
  const parameters = declaration.parameters.map((parameter) => plainText(parameter));
  const generic = declaration.typeParameters?.map((parameter) => plainText(parameter)).join(", ");
  const result = declaration.type === undefined ? "" : `: ${plainText(declaration.type)}`;
  const start = `${name}${generic === undefined ? "" : `<${generic}>`}`;
  const line = `${start}(${parameters.join(", ")})${result}`;
  if (line.length <= 110 || parameters.length === 0) return line;
  return `${start}(\n${parameters.map((parameter) => `  ${parameter},\n`).join("")})${result}`;
}

const plainText = (node) =>
  oneLine(node.getText())
    .replaceAll(/\breadonly /g, "")
    .replaceAll("z.ZodType", "ZodType");

/** Lines of a docstring joined to paragraphs; lists and definitions keep their lines. */
function paragraphs(text, throws) {
  const blocks = text
    .split(/\n\s*\n/)
    .map((block) =>
      /^\s*(-|\||[A-Z][a-z]+ {2,})/m.test(block)
        ? block.replaceAll(/^([A-Z][a-z]+) {2,}/gm, "- *$1*: ")
        : block.replaceAll(/\s*\n\s*/g, " "),
    );
  return [...blocks, ...throws.map((thrown) => `Throws: ${oneLine(thrown)}`)].filter((block) => block !== "");
}

const code = (text) => `\`\`\`ts\n${text}\n\`\`\``;
const cell = (text) => text.replaceAll("|", "\\|");

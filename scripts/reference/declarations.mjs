/** Reads exported declarations and their docstrings, with TypeScript's own compiler. */
import { join } from "node:path";
import ts from "typescript";

/** The program of src/index.ts, its checker, and what it exports by name. */
export function openDeclarations(root) {
  const { config } = ts.readConfigFile(join(root, "tsconfig.json"), ts.sys.readFile);
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root);
  const index = join(root, "src", "index.ts");
  const settings = { ...options, noEmit: true, incremental: false, tsBuildInfoFile: undefined };
  const program = ts.createProgram([index], settings, withoutProtocol(ts.createCompilerHost(settings)));
  const checker = program.getTypeChecker();
  const module = checker.getSymbolAtLocation(program.getSourceFile(index));
  const exported = new Map(
    checker.getExportsOfModule(module).map((symbol) => [symbol.name, unaliased(checker, symbol)]),
  );
  return {
    checker,
    exported,
    byFields: byFields(checker, exported),
    isOurs: (declaration) => isBelow(join(root, "src"), declaration),
  };
}

/** Nothing that is exported shows the messages of Temporal's protocol, and reading them takes a third of the time. */
function withoutProtocol(host) {
  const getSourceFile = host.getSourceFile;
  host.getSourceFile = (file, languageVersion, ...rest) =>
    file.endsWith("/@temporalio/proto/protos/root.d.ts")
      ? ts.createSourceFile(file, "export {};", languageVersion)
      : getSourceFile(file, languageVersion, ...rest);
  return host;
}

/** The compiler forgets names of types that a schema infers: their fields tell which they were. */
function byFields(checker, exported) {
  const types = [...exported].filter(([, symbol]) => symbol.flags & ts.SymbolFlags.TypeAlias);
  return new Map(
    types.map(([name, symbol]) => [fieldNames(checker, checker.getDeclaredTypeOfSymbol(symbol)), name]),
  );
}

export const fieldNames = (checker, type) =>
  checker
    .getPropertiesOfType(type)
    .map(({ name }) => name)
    .sort()
    .join();

const isBelow = (folder, declaration) =>
  declaration?.getSourceFile().fileName.startsWith(`${folder}/`) === true;

export const unaliased = (checker, symbol) =>
  symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;

/** The declaration that says most: of a constant and a type of one name, the function or the type. */
export function mainDeclaration(symbol) {
  const declarations = symbol.declarations ?? [];
  const rank = (node) =>
    ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node) || ts.isInterfaceDeclaration(node)
      ? 0
      : ts.isTypeAliasDeclaration(node)
        ? 1
        : 2;
  return [...declarations].sort((a, b) => rank(a) - rank(b))[0];
}

/** Docstring and `@throws`; the text is empty where there is none. */
export function docOf(checker, symbol, declaration = mainDeclaration(symbol)) {
  const own = declaration === undefined ? [] : ts.getJSDocCommentsAndTags(declaration).filter(ts.isJSDoc);
  const comment = own.map((doc) => ts.getTextOfJSDocComment(doc.comment) ?? "").join("\n");
  const text = comment === "" ? ts.displayPartsToString(symbol.getDocumentationComment(checker)) : comment;
  const throws = symbol
    .getJsDocTags(checker)
    .filter(({ name }) => name === "throws")
    .map((tag) => ts.displayPartsToString(tag.text));
  return { text: text.trim(), throws };
}

/** A type as it is written where somebody wrote it, else as the compiler has worked it out. */
export function typeText(checker, symbol) {
  const node = symbol.valueDeclaration?.type ?? symbol.declarations?.[0]?.type;
  if (node !== undefined && ts.isTypeNode(node)) return oneLine(node.getText().replace(/ \| undefined$/, ""));
  const type = checker.getNonNullableType(checker.getTypeOfSymbol(symbol));
  const whole = checker.getTypeOfSymbol(symbol);
  const isNullable = whole.isUnion() && whole.types.some(({ flags }) => flags & ts.TypeFlags.Null);
  return `${expand(checker, type)}${isNullable ? " | null" : ""}`;
}

const expand = (checker, type) =>
  oneLine(checker.typeToString(type, undefined, ts.TypeFormatFlags.NoTruncation)).replaceAll(
    " | undefined",
    "",
  );

export const oneLine = (text) =>
  text
    .replaceAll(/\/\*\*[\s\S]*?\*\//g, "")
    .replaceAll(/\s+/g, " ")
    .replaceAll(/^\| /g, "")
    .trim();

/** What a reader has to write between the property and its own fields: nothing, `[]`, or a name; null when it has no fields. */
export function fieldsOf(checker, symbol) {
  if (symbol.valueDeclaration?.type !== undefined && !isLiteralNode(symbol.valueDeclaration.type))
    return null;
  const type = checker.getNonNullableType(checker.getTypeOfSymbol(symbol));
  if (isAnonymousObject(checker, type)) return { type, path: "" };
  const element = checker.getIndexTypeOfType(type, ts.IndexKind.Number);
  if (element !== undefined && isAnonymousObject(checker, element)) return { type: element, path: "[]" };
  const named = checker.getIndexTypeOfType(type, ts.IndexKind.String);
  const value = named === undefined ? undefined : checker.getNonNullableType(named);
  if (value !== undefined && isAnonymousObject(checker, value)) return { type: value, path: ".NAME" };
  return null;
}

const isLiteralNode = (node) => ts.isTypeLiteralNode(node);

function isAnonymousObject(checker, type) {
  if (!(type.flags & ts.TypeFlags.Object) || type.aliasSymbol !== undefined) return false;
  if (checker.isArrayType(type) || checker.isTupleType(type)) return false;
  if (type.getCallSignatures().length > 0) return false;
  if (!["__type", "__object"].includes(type.symbol?.name)) return false;
  return checker.getPropertiesOfType(type).length > 0;
}

/** Types of ours that a node names, in the order of the text. */
export function namedTypes(checker, node) {
  const found = [];
  const visit = (part) => {
    if (ts.isTypeReferenceNode(part) && ts.isIdentifier(part.typeName)) {
      const symbol = checker.getSymbolAtLocation(part.typeName);
      if (symbol !== undefined) found.push(unaliased(checker, symbol));
    }
    ts.forEachChild(part, visit);
  };
  if (node !== undefined) visit(node);
  return found;
}

/** What a schema takes where nothing is given, as it is written there; null where it says nothing that a reader can use. */
export function defaultOf(checker, declaration) {
  if (declaration === undefined || !ts.isPropertyAssignment(declaration)) return null;
  for (let node = declaration.initializer; ts.isCallExpression(node); node = node.expression.expression) {
    if (!ts.isPropertyAccessExpression(node.expression)) return null;
    if (node.expression.name.text === "default") return valueText(checker, node.arguments[0]);
  }
  return null;
}

function valueText(checker, node) {
  const symbol = node !== undefined && ts.isIdentifier(node) ? checker.getSymbolAtLocation(node) : undefined;
  const written = symbol === undefined ? node : unaliased(checker, symbol).valueDeclaration?.initializer;
  const text = oneLine(written?.getText() ?? "");
  return /^(?:[\d._ *]+|true|false|".+")$/.test(text) ? text : null;
}

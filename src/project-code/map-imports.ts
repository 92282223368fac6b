/** Of Babel's syntax tree, what a module is named by. */
interface LiteralPath {
  readonly node: { value: string; extra?: unknown };
  readonly key: string | number | null;
  readonly parent: {
    readonly type: string;
    readonly callee?: { readonly type: string; readonly name?: string };
  };
}
interface ProgramPath {
  traverse(visitor: { StringLiteral(literal: LiteralPath): void }): void;
}
interface PluginState {
  readonly file: { readonly opts: { readonly sourceFileName?: string } };
}

/**
 * A plugin for Babel that names other modules in place of those that a file imports, exports from or requires by a
 * literal. It needs the option `sourceFileName`: the absolute path of the file.
 *
 * @param find what to import instead; null = leave it.
 */
export function mapImports(find: (specifier: string, file: string) => string | null): () => object {
  return () => ({
    visitor: {
      Program(program: ProgramPath, { file }: PluginState) {
        const { sourceFileName = "" } = file.opts;
        program.traverse({
          StringLiteral(literal) {
            if (!namesModule(literal)) return;
            const found = find(literal.node.value, sourceFileName);
            if (found === null) return;
            literal.node.value = found;
            // How it was written, which would be printed.
            delete literal.node.extra;
          },
        });
      },
    },
  });
}

function namesModule({ key, parent }: LiteralPath): boolean {
  if (/^(Import|Export(Named|All))Declaration$|^ImportExpression$/.test(parent.type)) return key === "source";
  const isCall = parent.type === "CallExpression" && key === 0;
  return isCall && (parent.callee?.type === "Import" || parent.callee?.name === "require");
}

import { fileURLToPath } from "node:url";

/** Where Assay's own code lies. */
export const LIBRARY_FOLDER = fileURLToPath(new URL("..", import.meta.url));

/** True for what was installed, Assay itself included: it is known by its version. */
export function isInstalled(file: string): boolean {
  return file.startsWith(LIBRARY_FOLDER) || /[\\/]node_modules[\\/]/.test(file);
}

/** For `node --import`: writes the URL of every module that is loaded, ESM or CommonJS, into the file $LOADED_MODULES. */
import { appendFileSync } from "node:fs";
import Module, { register } from "node:module";
import { pathToFileURL } from "node:url";

const file = process.env.LOADED_MODULES;
const load = Module._load;
Module._load = function record(request, parent, isMain) {
  try {
    const resolved = Module._resolveFilename(request, parent, isMain);
    if (resolved.includes("/")) appendFileSync(file, `${pathToFileURL(resolved)}\n`);
  } catch {
    // What cannot be resolved is not loaded.
  }
  return load.call(this, request, parent, isMain);
};
const hooks = `
import { appendFileSync } from "node:fs";
export async function load(url, context, next) {
  appendFileSync(${JSON.stringify(file)}, url + "\\n");
  return await next(url, context);
}`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`);

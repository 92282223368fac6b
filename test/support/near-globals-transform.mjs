import swc from "@swc/jest";

/** Built-ins that computation uses, and that no test replaces. */
const BUILT_INS = ["Array", "Float64Array", "JSON", "Map", "Math", "Number", "Object", "Set", "String"];

/**
 * Translates TypeScript by swc, with the built-ins that a module names as constants of the module.
 *
 * Jest runs tests in a context of Node's `vm`, where each look at a global is a call from the engine into Node: a loop over
 * `Math.log1p` takes ten times as long as outside of tests.
 */
export default {
  createTransformer(options) {
    const { process, processAsync, getCacheKey, canInstrument } = swc.createTransformer(options);
    return {
      canInstrument,
      process: (source, path, given) => process(withNearGlobals(source), path, given),
      processAsync: (source, path, given) => processAsync(withNearGlobals(source), path, given),
      getCacheKey: (source, path, given) => getCacheKey(withNearGlobals(source), path, given),
    };
  },
};

/** On the first line, so that lines keep their numbers. */
function withNearGlobals(source) {
  const named = BUILT_INS.filter((name) => new RegExp(`\\b${name}\\b`).test(source));
  return named.map((name) => `const ${name} = globalThis.${name}; `).join("") + source;
}

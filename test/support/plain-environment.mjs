import vm from "node:vm";
import { TestEnvironment } from "jest-environment-node";
import { switchOffLeftovers } from "./node-leftovers.mjs";

const { createContext } = vm;

/**
 * Jest's environment for Node.js, in a context with an ordinary global object. In its own each look at a global, of tests,
 * sources and packages alike, is a call from the engine through Node.js into a proxy: a loop over `Math.log1p` takes forty
 * times as long as outside of tests.
 */
export default class PlainEnvironment extends TestEnvironment {
  constructor(...given) {
    // Jest takes no context from outside, and makes its own while it constructs.
    vm.createContext = () => createContext(vm.constants.DONT_CONTEXTIFY);
    try {
      super(...given);
    } finally {
      vm.createContext = createContext;
    }
    this.names = new Set(Reflect.ownKeys(this.global));
  }

  /** What a file left on the global object would hold its modules in memory, as Jest's own proxy knows. */
  async teardown() {
    await super.teardown();
    switchOffLeftovers();
    for (const name of Reflect.ownKeys(this.global))
      if (!this.names.has(name)) Reflect.deleteProperty(this.global, name);
    this.global = null;
  }
}

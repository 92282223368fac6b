import Sequencer from "@jest/test-sequencer";

const isUnit = ({ path }) => /\/test\/(unit|property)\//.test(path);

/** Many short files at the end keep all workers busy until then: Jest alone goes by the size of a file it has not yet run. */
export default class SystemFirstSequencer extends Sequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    return [...sorted.filter((test) => !isUnit(test)), ...sorted.filter(isUnit)];
  }
}

import type { Criterion } from "./criterion.js";

/** Names of the built-in criteria. */
export type BuiltinCriterion = "depth" | "accuracy" | "coherence" | "overall";

const scale = { minimum: 1, maximum: 5 };

/**
 * The criteria that G-Eval knows by name, 1 to 5, each value with its meaning.
 *
 * A definition names no other criterion: judged one at a time, none should colour another.
 */
export const builtinCriteria: Readonly<Record<BuiltinCriterion, Criterion>> = {
  depth: {
    id: "depth",
    name: "Depth",
    definition:
      "How far the output goes beneath the surface of what the input asks: reasons, mechanisms, consequences, " +
      "conditions and connections, rather than mere mention. Depth is substance, not length: repetition, " +
      "filler and lists of bare points add none.",
    scale,
    anchors: {
      1: "Superficial: it restates or names things without explaining any, or does not address the task.",
      2: "Shallow: one or two points are explained in a sentence, the others are only named.",
      3: "Moderate: the main points are explained, but reasons, conditions or consequences are mostly left out.",
      4: "Deep: the main points are explained with reasons and consequences; few aspects that matter are missing.",
      5: "Thorough: every point that matters is explained with reasons, conditions and consequences, and the points are connected into an insight that the input does not state itself.",
    },
    steps: null,
    usesReference: false,
  },
  accuracy: {
    id: "accuracy",
    name: "Accuracy",
    definition:
      "Whether what the output states is true and is supported by the material given: the input, and the " +
      "expected output or context where there is one. Statements that contradict the material, and statements " +
      "made up beyond it, both count against accuracy. An expected output is an example of a right answer; " +
      "other wording of the same facts is as right.",
    scale,
    anchors: {
      1: "Wrong: its central statements are false, contradict the material or are made up.",
      2: "Mostly wrong: some statements hold, but an error or invention changes the meaning of a main point.",
      3: "Mixed: the main points hold, with several lesser errors or unsupported statements.",
      4: "Mostly right: all main points hold, with one or two lesser errors or imprecise statements.",
      5: "Right: every statement is true and supported by the material, figures and names included.",
    },
    steps: null,
    usesReference: true,
  },
  coherence: {
    id: "coherence",
    name: "Coherence",
    definition:
      "Whether the output is one well-built whole: its parts are in an order that serves the reader, each " +
      "follows from what comes before, terms keep their meaning, and nothing contradicts, repeats or breaks off. " +
      "Judge how it hangs together, whatever one thinks of what it says.",
    scale,
    anchors: {
      1: "Incoherent: a heap of fragments or contradictions that cannot be followed.",
      2: "Poor: single sentences can be understood, but their order or connection mostly cannot.",
      3: "Fair: the line can be followed, with jumps, repetitions or a part that does not belong.",
      4: "Good: clear order and connection throughout, with one or two rough transitions.",
      5: "Excellent: every part follows from the one before and serves the whole; nothing repeats, contradicts or is out of place.",
    },
    steps: null,
    usesReference: false,
  },
  overall: {
    id: "overall",
    name: "Overall",
    definition:
      "The overall quality of the output as an answer to the input, as an expert would see it who has to use it: " +
      "does it do what was asked, is it right, does it say what matters, and can it be followed? A failing that " +
      "makes the answer useless weighs more than all its merits.",
    scale,
    anchors: {
      1: "Useless: it does not do what was asked, or would mislead whoever relies on it.",
      2: "Weak: it helps a little, but would have to be redone.",
      3: "Acceptable: it does the main thing asked, with failings that need work before use.",
      4: "Good: usable as it is, with lesser failings.",
      5: "Excellent: an expert would find nothing that matters to correct or to add.",
    },
    steps: null,
    usesReference: true,
  },
};

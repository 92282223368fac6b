import { PermanentError } from "../domain/permanent-error.js";
import type { Pipeline, PipelineCall } from "../domain/pipeline/pipeline.js";

/** The name under which experiments over anchors are stored; no configured pipeline can have it. */
export const ANCHOR_PIPELINE = "assay/anchors";

/** The variant of an experiment over anchors. */
export const ANCHOR_VARIANT = "anchors";

/** An anchor item has no output to judge. */
export class AnchorOutputMissingError extends PermanentError {
  constructor(itemId: string) {
    super(
      `Anchor "${itemId}" has no metadata.output. An anchor is an item with the output that is judged again each time, ` +
        'such as { input: "…", metadata: { output: "…" } }.',
    );
  }
}

/** Gives each anchor's frozen output back, so that nothing but the judge can change its scores. */
export const anchorPipeline: Pipeline = {
  kind: "anchors",
  inputSchema: null,
  configSchema: null,
  timeoutMs: null,
  run: ({ item }: PipelineCall<never, never>) => {
    const { output } = item.metadata;
    if (output === undefined || output === null) throw new AnchorOutputMissingError(item.id);
    return output;
  },
};

import { defineConfig } from "assay";
import spamFilter from "./examples/spam-filter/assay.config.js";

/** The configuration of this repository: all its examples. Yours stands in your own project. */
export default defineConfig({ include: [spamFilter] });

import { ClientBaselines } from "./client/client-baselines.js";
import { ClientSchedules } from "./client/client-schedules.js";
import { DecisionMethods } from "./client/decision-methods.js";
import type { Project } from "./compose.js";

/** How a script connects. All defaults are those of the command line. */
export interface AssayClientOptions {
  /** Path of the configuration; by default `assay.config.ts` in the working directory. */
  readonly configFile?: string;
  /** The folder in which the configuration is searched; by default that of the process. */
  readonly workingDirectory?: string;
  /** Environment variables to use instead of those of the process. */
  readonly environment?: NodeJS.ProcessEnv;
  /** Receives the lines that commands print on stderr. */
  readonly report?: (line: string) => void;
}

/**
 * Assay for scripts: datasets, experiments and their results. A worker (`assay start`) must run beside it.
 *
 * What a method needs is loaded when it is called: each configuration imports this file with the rest of `assay`.
 */
export class AssayClient extends DecisionMethods {
  /** Loads the configuration, opens the store, connects to Temporal, and starts the embedded server if needed. */
  static async connect(options: AssayClientOptions = {}): Promise<AssayClient> {
    const { readEnvironment } = await import("./environment.js");
    const { openProject } = await import("./compose.js");
    const environment = readEnvironment(options.environment ?? process.env);
    const workingDirectory = options.workingDirectory ?? process.cwd();
    const report = options.report ?? (() => undefined);
    const { configFile } = options;
    const project = await openProject({ environment, configFile, workingDirectory, report });
    return await AssayClient.over(project, report);
  }

  /**
   * Connects an open project, which closes with the client, and at once when the connection fails.
   *
   * @internal
   */
  static async over(project: Project, report: (line: string) => void): Promise<AssayClient> {
    const { openTemporal } = await import("./compose.js");
    const temporal = await openTemporal(project.environment, report).catch(async (error: unknown) => {
      await project.store.close();
      throw error;
    });
    const { Client } = await import("@temporalio/client");
    const { connection, namespace } = temporal;
    const client = new Client({ connection, namespace, dataConverter: project.dataConverter });
    return new AssayClient(project, temporal, client, report);
  }

  /** The baselines that gates and regression runs compare with. */
  get baselines(): ClientBaselines {
    return new ClientBaselines(this.project.store);
  }

  /** The schedules of regression runs. */
  get schedules(): ClientSchedules {
    return new ClientSchedules(this.open);
  }
}

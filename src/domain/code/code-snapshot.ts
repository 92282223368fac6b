/** The code that a configuration is made of, as one process has loaded it. */
export interface CodeSnapshot {
  /** SHA-256 in hexadecimal over `parts`. */
  readonly hash: string;
  /** Where the configuration is, seen from the store's folder: the same wherever both are moved together. */
  readonly configuration: string;
  /**
   * File, relative to the configuration's folder, to the first 16 digits of its SHA-256; `package NAME` to its version.
   */
  readonly parts: Readonly<Record<string, string>>;
}

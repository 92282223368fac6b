/** One token of an answer with the log probabilities (natural logarithm) of its alternatives, best first. */
export interface TokenLogprob {
  readonly token: string;
  readonly logprob: number;
  /** Includes the token itself. Cut to the number that the request asks for. */
  readonly top: readonly { readonly token: string; readonly logprob: number }[];
}

/** An error that stands in place of an answer, as routers tell one of the model behind them. */
export class ErrorInReply extends Error {
  constructor(
    /** What stands there, with what was used up all the same. */
    readonly data: { readonly error: unknown; readonly usage: unknown },
  ) {
    super("an error stands in the place of the answer");
    this.name = "ErrorInReply";
  }
}

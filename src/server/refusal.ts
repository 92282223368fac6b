/** Why a request is not answered, as status, message for a person, and headers that say what would be. */
export interface Refusal {
  readonly status: 400 | 401 | 403;
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A line that git leaves in a file where a merge could not decide. */
export const CONFLICT_MARK = /^(?:<{7}|={7}|>{7}|\|{7})(?: |$)/;

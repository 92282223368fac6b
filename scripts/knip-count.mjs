/** Lets knip tell how many files it has read, for `check`. */
export default (result) => {
  process.stderr.write(`knip read ${result.counters.processed} files\n`);
  return result;
};

/** The command's code under a name that never changes; what it imports has a hash of its content in its name. */
export const main = async (args: readonly string[]): Promise<number> =>
  (await import("../cli/app.ts")).main(args);

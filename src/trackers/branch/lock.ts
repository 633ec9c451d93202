export async function holdLock<T>(
  _repo: unknown,
  _refs: readonly string[],
  work: () => Promise<T>,
): Promise<T> {
  return work();
}

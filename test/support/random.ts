/** Numbers from 0 to below 1, the same ones for the same seed. */
export function makeRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 31;
  };
}

/** Whole numbers below the one that is given, the same ones for the same seed. */
export function makeDice(seed: number): (below: number) => number {
  const random = makeRandom(seed);
  return (below) => Math.floor(random() * below);
}

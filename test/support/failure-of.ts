/** What work fails with that must fail, and with an error of ours. */
import { SpectrynError } from "../../src/errors.ts";

export async function failureOf(work: Promise<unknown>): Promise<SpectrynError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof SpectrynError) return error;
    throw error;
  }
  throw new Error("it did not fail");
}

/** Properties draw the same cases in every check, so that a red one is the change's; `npm run soak` draws new ones. */
import fc from "fast-check";

const seed = process.env["PROPERTY_SEED"] ?? "20261123";

if (seed !== "random") fc.configureGlobal({ seed: Number(seed) });

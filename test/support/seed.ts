/**
 * Properties draw the same cases in every check, so that a red one is the change's; `npm run soak` draws new ones.
 * A red draw is told with its seed and path: PROPERTY_SEED and PROPERTY_PATH run it alone.
 */
import fc from "fast-check";

const seed = process.env["PROPERTY_SEED"] ?? "20261123";
const path = process.env["PROPERTY_PATH"];

if (seed !== "random") fc.configureGlobal({ seed: Number(seed), ...(path === undefined ? {} : { path }) });

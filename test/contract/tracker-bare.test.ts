import { makeBareWorld } from "../support/tracker-worlds.ts";
import { describeTracker } from "./tracker.ts";

describeTracker("bare repository", makeBareWorld, "place");

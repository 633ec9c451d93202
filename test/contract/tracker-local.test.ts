import { makeRepositoryWorld } from "../support/tracker-worlds.ts";
import { describeTracker } from "./tracker.ts";

describeTracker("local branch", makeRepositoryWorld);

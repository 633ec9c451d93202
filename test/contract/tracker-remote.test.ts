import { makeRemoteWorld } from "../support/tracker-worlds.ts";
import { describeTracker } from "./tracker.ts";

describeTracker("remote branch", makeRemoteWorld, "place");

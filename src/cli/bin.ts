#!/usr/bin/env node
import { main } from "./app.ts";

// Whoever reads the output may stop early (`| head`); what was to be said is then said to nobody.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit();
});

process.exitCode = await main(process.argv.slice(2));

#!/usr/bin/env node
/** What unit and property tests find in the place of a Temporal server, their child processes included. */
process.stderr.write("unit tests start no Temporal server: what needs one belongs under test/contract\n");
process.exitCode = 1;

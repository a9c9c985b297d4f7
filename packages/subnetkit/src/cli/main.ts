#!/usr/bin/env node
import { processIo } from './process-io.js'
import { runCli } from './run-cli.js'

const code = await runCli(process.argv.slice(2), processIo())
// All that is ours is closed by now; polkadot.js alone would hold the process for some seconds with timers.
process.stdout.write('', (error) => {
  // What was written before did not get out: the stream's own error ends the process.
  if (!error) process.exit(code)
})

#!/usr/bin/env node
import { processIo } from './process-io.js'
import { runCli } from './run-cli.js'

const code = await runCli(process.argv.slice(2), processIo())
// Everything of ours is closed; timers of polkadot.js would keep the process alive for seconds.
process.stdout.write('', (error) => {
  // If earlier output was lost, the stream's own error ends the process.
  if (!error) process.exit(code)
})

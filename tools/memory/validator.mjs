// A validator as users run it, compiled. Arguments: the options of runValidator as JSON. Writes a line for each round,
// with the largest memory so far in kB. Runs until its input ends.
import { setFlagsFromString } from 'node:v8'
import { openDatabase } from '@subnetkit/core/validator'
import { runValidator } from 'subnetkit'
import { subnet } from './subnet.mjs'

// As `subnet validator` does.
setFlagsFromString('--heap-growing-percent=30')

const maxRss = () => process.resourceUsage().maxRSS
const write = (line) => process.stdout.write(`${JSON.stringify({ ...line, maxRss: maxRss() })}\n`)

const { databaseUrl, ...options } = JSON.parse(process.argv[2])
const database = databaseUrl === undefined ? undefined : await openDatabase({ url: databaseUrl })
const validator = await runValidator(subnet, {
  ...{ ...options, database },
  log: 'error',
  onEvent(event) {
    if (event.kind === 'round-folded' || event.kind === 'round-skipped')
      write({ round: event.round, kind: event.kind })
  },
})
write({ started: true })
process.stdin
  .on('end', async () => {
    await validator.close()
    process.exit()
  })
  .resume()

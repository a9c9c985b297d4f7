// A miner of the text subnet with the built-in model, compiled. Argument: its options as JSON. Answers its input's
// lines, one prompt each, like requests; writes the largest memory in kB after each.
import { createInterface } from 'node:readline'
import { setFlagsFromString } from 'node:v8'
import textSubnet from '@subnetkit/subnet-text'
import { handlers } from '@subnetkit/subnet-text/miner'
import { runMiner } from 'subnetkit'

// As `subnet miner` does.
setFlagsFromString('--heap-growing-percent=30')

const miner = await runMiner(textSubnet, await handlers(), { ...JSON.parse(process.argv[2]), log: 'error' })
const write = (line) =>
  process.stdout.write(`${JSON.stringify({ ...line, maxRss: process.resourceUsage().maxRSS })}\n`)
write({ port: miner.port })
for await (const _ of createInterface({ input: process.stdin })) write({})
await miner.close()
process.exit()

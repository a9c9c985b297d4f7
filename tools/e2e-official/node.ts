import { writeSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { reasonOf } from '@subnetkit/base'
import { createDevnet } from '@subnetkit/devnet'

const PORT = 9944
/** Time of a block where a test asks for the slow runtime, whose blocks take 12 s. */
const SLOW_BLOCK_MS = 1_000

for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => process.exit(0))

const isFast = process.argv[2] !== 'False'
const devnet = await createDevnet({
  port: PORT,
  preset: 'localnet',
  specVersion: Number(process.env.OFFICIAL_SPEC),
  allowLoopbackAxons: true,
  ...(isFast ? {} : { blockTime: SLOW_BLOCK_MS }),
  onFault: (fault, where) => void process.stderr.write(`FAULT ${where}: ${reasonOf(fault)}\n`),
})
devnet.mine(1)

// The second node of a localnet: some tests talk to it.
const second = createServer((client) => {
  const first = connect(PORT, '127.0.0.1')
  client.on('error', () => first.destroy())
  first.on('error', () => client.destroy())
  client.pipe(first).pipe(client)
})
second.listen(PORT + 1, '127.0.0.1')
// The line that the suites wait for.
writeSync(1, `Imported #1 (${devnet.url})\n`)

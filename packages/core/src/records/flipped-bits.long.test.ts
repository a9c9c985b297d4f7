import { readFileSync } from 'node:fs'
import { isSubnetError } from '@subnetkit/base'
import { expect, test } from 'vitest'
import { verifyRecords } from './verify-records.js'

const file = new URL('../../../../docs/vectors/scores-1.jsonl', import.meta.url)
/** The first round, whole, with the receipts of its miners. */
const own = readFileSync(file, 'utf8').split('\n').slice(0, 6)

async function verify(lines: readonly string[]) {
  for await (const round of verifyRecords(lines)) return round
  throw new Error('no round')
}

test('of a whole round no byte can have another bit: its line is refused by name, or its root on chain is another one', async () => {
  const root = Buffer.from((await verify(own)).rootOnChain!).toString('hex')
  const undetected: string[] = []
  for (const [index, line] of own.entries()) {
    const bytes = Buffer.from(line, 'utf8')
    for (const [at, byte] of bytes.entries()) {
      bytes[at] = byte ^ (1 << ((at * 7 + index) % 8))
      const changed = bytes.toString('utf8')
      bytes[at] = byte
      try {
        const { rootOnChain, line: read } = await verify(own.with(index, changed))
        if (Buffer.from(rootOnChain!).toString('hex') === root) undetected.push(`${read.chain?.block}`)
      } catch (error) {
        if (!isSubnetError(error, 'RECORDS_INVALID')) throw error
        expect(error.message).toMatch(/^line [1-6]/)
      }
    }
  }
  // The number of the block alone, which the chain answers for.
  expect(undetected.every((block) => block !== '1024')).toBe(true)
  expect(undetected.length).toBeLessThanOrEqual(4)
}, 120_000)

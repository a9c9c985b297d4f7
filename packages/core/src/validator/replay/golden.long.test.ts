import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { systemClock } from '@subnetkit/base'
import { expect, test } from 'vitest'
import { createValidator } from '../roles/create-validator.js'
import { useEmbeddedParts } from '../testing/embedded-parts.js'
import { setUpValidator } from '../testing/set-up.js'
import { goldenAnswer, goldenSubnet } from './golden/golden-subnet.js'
import { type Dump, dump, goldenRounds } from './golden/stored-rounds.js'

const file = new URL('golden/rounds.json', import.meta.url)
const parts = useEmbeddedParts()

async function play() {
  const clock = { ...systemClock, date: () => 1_764_000_000_000 }
  const world = await setUpValidator(parts, { clock })
  const client = {
    async query({ hotkey }: { hotkey: string }, _: string, { question }: { question: string }) {
      if (hotkey === 'absent')
        return { kind: 'absent', code: 'RESPONSE_ABSENT', reason: 'refused', latencyMs: 1 }
      const text = goldenAnswer(hotkey, question)
      const latencyMs = hotkey === 'slow' ? 700 : 100
      return { kind: 'ok', received: { text }, output: { text: text.trim() }, latencyMs }
    },
    async [Symbol.asyncDispose]() {},
  }
  await using validator = createValidator(goldenSubnet, { ...world.options, client } as never)
  for (const number of goldenRounds) {
    const paid = world.next('weights-set')
    if (number === goldenRounds[0]) await validator.start()
    else world.chain.mine(10)
    await paid
  }
  return { store: world.store, netuid: world.options.netuid }
}

// The file is written where there is none. Remove it for another subnet only: what validators have stored has to replay for good.
test('a validator that plays the golden rounds seals the same records', async () => {
  const played = await dump(await play())
  if (!existsSync(file)) writeFileSync(file, `${JSON.stringify(played, null, 1)}\n`)
  const golden = JSON.parse(readFileSync(file, 'utf8')) as Dump
  expect(played.folded.map(({ seal }) => seal?.root)).toEqual(golden.folded.map(({ seal }) => seal?.root))
})

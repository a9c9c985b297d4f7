import { setTimeout } from 'node:timers/promises'
import { createQueues } from '../../queue/queues.js'
import { openDatabase } from '../../store/open-database.js'
import { openStore } from '../../store/store.js'
import { createValidator } from '../roles/create-validator.js'
import { createFakeChain } from './fake-chain.js'
import { createFakeClient, sums, sumsNeurons, testSecret, validatorHotkey } from './fixture.js'

// A validator on a directory, to be killed: says each thing it did on a line, and the scores once a round is folded and
// its weights are set. Kills itself right after its first call of `dieAfter`, a method of the store, the outbox or the chain.
const [directory = '', pace = '0', dieAfter = ''] = process.argv.slice(2)
const say = (line: unknown) => process.stdout.write(`${JSON.stringify(line)}\n`)

await using database = await openDatabase({ directory })
await using queues = await createQueues({ database })
const store = deadly(await openStore({ database, netuid: 1, validator: validatorHotkey }))
const client = createFakeClient(async ({ hotkey }) => {
  say({ asked: hotkey })
  await setTimeout(Number(pace))
})
const chain = createFakeChain(validatorHotkey, sumsNeurons())
const validator = createValidator(sums, {
  netuid: 1,
  hotkey: validatorHotkey,
  chain: deadly(chain),
  client,
  queues,
  store: { ...store, outbox: deadly(store.outbox) },
  roundBlocks: 10,
  secretSource: testSecret,
  concurrency: 1,
  tasksAtOnce: 1,
  lockMs: 500,
  onEvent: say,
})
await validator.start()
while ((await store.outbox.entries()).every(({ stage }) => stage !== 'confirmed')) await setTimeout(20)
say({ scores: await store.scores(), receipts: (await store.receipts(1_000)).length })
await validator.stop()

/** The same parts; the process dies as soon as the call of the one method is over. */
function deadly<T extends object>(parts: T): T {
  return Object.fromEntries(
    Object.entries(parts).map(([name, part]) => {
      if (name !== dieAfter || typeof part !== 'function') return [name, part]
      const die = async (...args: unknown[]) => {
        const result: unknown = await part(...args)
        process.kill(process.pid, 'SIGKILL')
        return result
      }
      return [name, die]
    }),
  ) as T
}

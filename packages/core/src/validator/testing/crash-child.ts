import { setTimeout } from 'node:timers/promises'
import { createQueues } from '../../queue/queues.js'
import { openDatabase } from '../../store/open-database.js'
import { openStore } from '../../store/store.js'
import { createValidator } from '../roles/create-validator.js'
import { createFakeChain } from './fake-chain.js'
import { createFakeClient, sums, sumsNeurons, testSecret, validatorHotkey } from './fixture.js'

// A validator on a directory, to be killed: says each thing it did on a line, and the scores once a round is folded.
const [directory = '', pace = '0'] = process.argv.slice(2)
const say = (line: unknown) => process.stdout.write(`${JSON.stringify(line)}\n`)

await using database = await openDatabase({ directory })
await using queues = await createQueues({ database })
const store = await openStore({ database, netuid: 1, validator: validatorHotkey })
const client = createFakeClient(async ({ hotkey }) => {
  say({ asked: hotkey })
  await setTimeout(Number(pace))
})
const validator = createValidator(sums, {
  netuid: 1,
  hotkey: validatorHotkey,
  chain: createFakeChain(validatorHotkey, sumsNeurons()),
  client,
  queues,
  store,
  roundBlocks: 10,
  secretSource: testSecret,
  concurrency: 1,
  tasksAtOnce: 1,
  lockMs: 500,
  onEvent: say,
})
await validator.start()
while ((await store.round(1_000))?.state !== 'folded') await setTimeout(20)
say({ scores: await store.scores(), receipts: (await store.receipts(1_000)).length })
await validator.stop()

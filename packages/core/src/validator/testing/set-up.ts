import { EventEmitter, once } from 'node:events'
import { openStore } from '../../store/store.js'
import type { ValidatorEvent } from '../events.js'
import type { ValidatorOptions } from '../options.js'
import { createValidator } from '../roles/create-validator.js'
import type { EmbeddedParts } from './embedded-parts.js'
import { createFakeChain } from './fake-chain.js'
import { createFakeClient, sums, sumsNeurons, testSecret, validatorHotkey } from './fixture.js'

/** A promise that a test resolves. */
export function createGate(): { readonly opened: Promise<void>; open(): void } {
  let open = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { opened, open: () => open() }
}

type TestOptions = ValidatorOptions<typeof sums.protocol>

/** Counted for each file: tasks depend on the netuid, and must not on the files that ran before. */
const lastNetuids = new WeakMap<EmbeddedParts, number>()

/** A validator on a subnet of its own, in a database that the tests of a file share. */
export async function setUpValidator(parts: EmbeddedParts, more: Partial<TestOptions> = {}) {
  const next = (lastNetuids.get(parts) ?? 1_000) + 1
  lastNetuids.set(parts, next)
  const { netuid = next, hotkey = validatorHotkey } = more
  const chain = createFakeChain(hotkey, sumsNeurons(hotkey))
  const client = createFakeClient()
  const store = await openStore({ database: parts.database, netuid, validator: hotkey })
  const events: ValidatorEvent[] = []
  const emitter = new EventEmitter()
  const options: TestOptions = {
    ...{ netuid, hotkey, chain, client, queues: parts.queues, store, roundBlocks: 10 },
    ...{ weightsEveryBlocks: 1, secretSource: testSecret, retryDelayMs: 1, lockMs: 500 },
    onEvent: (event) => {
      events.push(event)
      emitter.emit(event.kind, event)
    },
    ...more,
  }
  return {
    ...{ chain, client, store, events, options },
    validator: (changed: Partial<TestOptions> = {}) => createValidator(sums, { ...options, ...changed }),
    next: async (kind: ValidatorEvent['kind']) => (await once(emitter, kind))[0] as never,
    of: <K extends ValidatorEvent['kind']>(kind: K) =>
      events.filter((event): event is Extract<ValidatorEvent, { kind: K }> => event.kind === kind),
  }
}

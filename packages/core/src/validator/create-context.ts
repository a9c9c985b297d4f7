import { randomBytes } from 'node:crypto'
import {
  callback,
  checked,
  integer,
  made,
  mechanism,
  milliseconds,
  netuid,
  optionsOf,
  parseOptions,
} from '@subnetkit/base'
import { createOutbox } from '@subnetkit/chain'
import { isAddress } from '@subnetkit/wallet'
import type { Queues } from '../queue/types.js'
import type { Store } from '../store/store.js'
import type { Subnet } from '../subnet/define-subnet.js'
import type { QueryClient } from '../subnet/miner-client.js'
import type { Protocol } from '../subnet/synapse.js'
import type { Families } from '../tasks/task.js'
import type { ValidatorChain } from './chain-port.js'
import { type Context, queueNames } from './context.js'
import type { ValidatorEvent } from './events.js'
import { isMiner, type ValidatorOptions } from './options.js'
import { weightsEvent } from './steps/weights-event.js'

type Given = ValidatorOptions<Protocol>

const validatorOptions = optionsOf({
  netuid: netuid(),
  mechanism: mechanism().default(0),
  hotkey: checked<string>(
    (value) => typeof value === 'string' && isAddress(value),
    'an SS58 address of Bittensor',
  ),
  chain: made<ValidatorChain>(
    'a chain made by createValidatorChain',
    'head',
    'onHead',
    'metagraph',
    'weights',
  ),
  client: made<QueryClient<Protocol>>('a client made by createMinerClient', 'query'),
  queues: made<Queues>('queues made by createQueues', 'add', 'addFlow', 'work', 'get', 'missing'),
  store: made<Store>('a store made by openStore', 'openRound', 'fold'),
  roundBlocks: integer(1),
  weightsEveryBlocks: integer(1).default(100),
  secretSource: callback<NonNullable<Given['secretSource']>>().default(
    () => () => Uint8Array.from(randomBytes(32)),
  ),
  miners: callback<NonNullable<Given['miners']>>().default(() => isMiner),
  concurrency: integer(1).default(16),
  tasksAtOnce: integer(1).default(4),
  attempts: integer(1).default(5),
  retryDelayMs: milliseconds(0).default(1_000),
  lockMs: milliseconds().default(10_000),
  stopMs: milliseconds(0).default(10_000),
  onEvent: callback<(event: ValidatorEvent) => void>().default(() => () => {}),
})

/** Parses the options and creates the outbox. */
export function createContext<P extends Protocol, F extends Families<P>>(
  subnet: Subnet<P, F>,
  options: ValidatorOptions<P>,
  lifetime: Pick<Context, 'signal' | 'currentRound' | 'background'>,
): Context {
  const { onEvent, ...filled } = parseOptions(validatorOptions, options, 'createValidator')
  const emit = (event: ValidatorEvent) => deliver(onEvent, event)
  const outbox = createOutbox({
    chain: filled.chain.weights({ netuid: filled.netuid, mechanism: filled.mechanism }),
    store: filled.store.outbox,
    onChange(entry, before) {
      const event = weightsEvent(entry, before)
      if (event) emit(event)
    },
  })
  return {
    ...filled,
    // The steps pass tasks from the subnet to its own client and rubric and never look at their types.
    subnet: subnet as unknown as Subnet,
    names: queueNames(filled),
    emit,
    outbox,
    ...lifetime,
  }
}

/** A listener that throws must not fail a step: it becomes a process warning instead. */
function deliver(onEvent: (event: ValidatorEvent) => void, event: ValidatorEvent): void {
  try {
    onEvent(event)
  } catch (error) {
    process.emitWarning(error instanceof Error ? error : String(error))
  }
}

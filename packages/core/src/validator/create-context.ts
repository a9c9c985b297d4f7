import { randomBytes } from 'node:crypto'
import { checkIntegers } from '@subnetkit/base'
import { createOutbox, isSettled } from '@subnetkit/chain'
import type { Subnet } from '../subnet/define-subnet.js'
import type { Protocol } from '../subnet/synapse.js'
import type { Families } from '../tasks/task.js'
import { type Context, queueNames } from './context.js'
import type { ValidatorEvent } from './events.js'
import type { RoundJob } from './job-types.js'
import { isMiner, type ValidatorOptions } from './options.js'
import { weightsEvent } from './steps/weights-event.js'

/** Checks the options and fills in what was left out. */
export function createContext<P extends Protocol, F extends Families<P>>(
  subnet: Subnet<P, F>,
  options: ValidatorOptions<P>,
  lifetime: Pick<Context, 'signal' | 'currentRound'>,
): Context {
  const { queues, onEvent = () => {}, ...given } = options
  const filled = {
    mechanism: 0,
    weightsEveryBlocks: 100,
    secretSource: () => Uint8Array.from(randomBytes(32)),
    miners: isMiner,
    concurrency: 16,
    tasksAtOnce: 4,
    attempts: 5,
    retryDelayMs: 1_000,
    lockMs: 10_000,
    stopMs: 10_000,
    ...given,
  }
  const { roundBlocks, concurrency, tasksAtOnce, attempts, lockMs } = filled
  checkIntegers('createValidator', { roundBlocks, concurrency, tasksAtOnce, attempts, lockMs })
  const names = queueNames(filled)
  const emit = (event: ValidatorEvent) => deliver(onEvent, event)
  const { chain, store, netuid, mechanism } = filled
  // Those that an earlier run has left behind are open as well.
  const open = new Set(['from before'])
  const outbox = createOutbox({
    chain: chain.weights({ netuid, mechanism }),
    store: store.outbox,
    onChange(entry, before) {
      if (isSettled(entry)) open.delete(entry.key)
      else open.add(entry.key)
      const event = weightsEvent(entry, before)
      if (event) emit(event)
    },
  })
  return {
    ...filled,
    // The steps carry tasks from the subnet to its own client and rubric, whatever their types are.
    subnet: subnet as unknown as Subnet,
    client: filled.client as unknown as Context['client'],
    names,
    rounds: queues.queue<RoundJob, void>(names.rounds),
    flow: queues.flow(),
    emit,
    outbox: {
      ...outbox,
      async advance(how) {
        const moved = await outbox.advance(how)
        open.clear()
        for (const { entry, settled } of moved) if (!settled) open.add(entry.key)
        return moved
      },
    },
    weightsAreOpen: () => open.size > 0,
    ...lifetime,
  }
}

/** A listener that throws must not fail a step: the process is warned instead. */
function deliver(onEvent: (event: ValidatorEvent) => void, event: ValidatorEvent): void {
  try {
    onEvent(event)
  } catch (error) {
    process.emitWarning(error instanceof Error ? error : String(error))
  }
}

import type { Block } from '../../../packages/devnet/src/chain/block.js'
import { Chain, type ChainMoment } from '../../../packages/devnet/src/chain/chain.js'
import { errorName } from '../../../packages/devnet/src/dev/outcome.js'
import { devAccounts } from '../../../packages/devnet/src/dev-accounts.js'
import { PoolRefusal } from '../../../packages/devnet/src/extrinsics/validity.js'
import { subtensorRules } from '../../../packages/devnet/src/rules/rules.js'
import { findPallet } from '../../../packages/devnet/src/schema/schema.js'
import type { DispatchError } from '../../../packages/devnet/src/schema/types/dispatch.js'
import type { RuntimeCall, RuntimeEvent } from '../../../packages/devnet/src/schema/types/outer.js'
import { mainnetImage } from '../../../packages/devnet/src/schema/version.js'
import { createState, createStateReader } from '../../../packages/devnet/src/state/state.js'
import { readRoot } from '../../../packages/devnet/src/state/store.js'
import { toCall, toValue } from './given.js'
import { accountOf } from './names.js'
import { withoutFee, withoutFeeOf } from './own-fee.js'
import type { Outcome, RecordedCall, RecordedWrite } from './record.js'
import { shownEvent } from './shown.js'
import { touchedBy } from './touched.js'

/** A step as the chain takes it. */
export interface Step extends Pick<RecordedCall, 'by' | 'call' | 'args'> {
  readonly sudo?: true | undefined
  readonly batch?: true | undefined
}

/** Puts the step's call into the pool; throws a PoolRefusal. */
export type Submit = (chain: Chain, by: string, call: RuntimeCall) => void

/** A devnet without sockets, whose accounts have names. */
export class World {
  readonly chain: Chain

  constructor(specVersion: number) {
    const sudo = accountOf('alice')
    this.chain = new Chain({
      rules: subtensorRules,
      genesis: {
        timestamp: 1,
        seed: 'steps',
        balances: new Map(devAccounts.map(({ account, free }) => [account, free])),
        sudo,
      },
      switches: { allowLoopbackAxons: false },
      slotMs: 250,
      onFault: (fault) => {
        throw fault
      },
    })
    this.chain.upgrade({ ...mainnetImage, specVersion, slotMs: 250 })
  }

  mine(count = 1): void {
    for (let made = 0; made < count; made++) this.chain.mine()
  }

  /** Writes storage between blocks; items that this chain has not are left out. */
  write(writes: readonly RecordedWrite[]): void {
    this.chain.edit((store) => {
      const state = createState(store) as unknown as Record<
        string,
        Record<string, { set(...all: unknown[]): void }>
      >
      for (const [name, keys, value] of writes) {
        const [pallet = '', item = ''] = name.split('.')
        const described = findPallet(pallet)?.storage[item]
        if (!described) continue
        const typed = keys.map((key, position) => toValue(described.keys[position]!.type, key))
        state[pallet]![item]!.set(...typed, toValue(described.type, value))
      }
    })
  }

  /** Sends a call and makes a block. The outcome leaves out what is of the envelope: its fee, Utility and Sudo. */
  run(step: Step, submit: Submit): Outcome {
    const { chain } = this
    let call: RuntimeCall
    try {
      call = wrapped(step)
    } catch (error) {
      if (error instanceof RangeError) return { outcome: 'no such call', events: [], storage: [] }
      throw error
    }
    const before = chain.capture()
    const idle = chain.mine()
    chain.restore(before)
    try {
      submit(chain, step.by, call)
    } catch (error) {
      chain.mine()
      if (error instanceof PoolRefusal)
        return { outcome: `pool: ${refusalName(error)}`, events: [], storage: [] }
      throw error
    }
    const block = chain.mine()
    const { outcome, events, fee } = outcomeOf(block)
    const shownEvents = withoutFee(events.map(shownEvent), step.by, fee)
    return { outcome, events: shownEvents, storage: withoutFeeOf(touchedBy(block, idle), step.by, fee) }
  }

  capture(): ChainMoment {
    return this.chain.capture()
  }

  restore(moment: ChainMoment): void {
    this.chain.restore(moment)
  }
}

function wrapped({ call, args, batch, sudo }: Step): RuntimeCall {
  const inner = toCall({ $call: call, args })
  const batched = batch ? { pallet: 'Utility', call: 'batch', args: { calls: [inner] } } : inner
  return sudo ? { pallet: 'Sudo', call: 'sudo', args: { call: batched } } : batched
}

const refusalNames: Readonly<Record<string, string>> = {
  'Transaction is outdated': 'Stale',
  'Transaction has a bad signature': 'BadProof',
  'Inability to pay some fees (e.g. account balance too low)': 'Payment',
}

function refusalName({ code, data = '', message }: PoolRefusal): string {
  const custom = /^Custom error: (\d+)$/.exec(data)?.[1]
  return custom === undefined ? (refusalNames[data] ?? `${code} ${data || message}`) : `Custom ${custom}`
}

/** Outcome of a step's extrinsic. */
interface Applied {
  readonly outcome: string
  readonly events: readonly RuntimeEvent[]
  /** Fee that it has paid; undefined where there was none. */
  readonly fee: bigint | undefined
}

function outcomeOf(block: Block): Applied {
  const own = createStateReader(readRoot(block.root))
    .System.Events.get()
    .filter(({ phase }) => phase.type === 'ApplyExtrinsic' && phase.value === 1)
    .map(({ event }) => event)
  const envelope = new Set(['Utility', 'Sudo', 'TransactionPayment'])
  const paid = own.find(({ event }) => event === 'TransactionFeePaid')
  const isEnd = ({ event }: RuntimeEvent) => event === 'ExtrinsicSuccess' || event === 'ExtrinsicFailed'
  return {
    outcome: own.length === 0 ? 'not included' : outcomeName(own),
    events: own.filter((event) => !isEnd(event) && !envelope.has(event.pallet)),
    fee: paid && (paid.data as { actual_fee: bigint }).actual_fee,
  }
}

/** The last that speaks wins, as in the records: a failure in a batch, else in Sudo, else of the extrinsic. */
function outcomeName(own: readonly RuntimeEvent[]): string {
  let outcome = 'ok'
  for (const { event, data } of own) {
    const fields = data as Record<string, unknown>
    if (event === 'ExtrinsicFailed') outcome = errorName(fields.dispatch_error as DispatchError)
    const result = fields.sudo_result as { type: string; value: DispatchError } | undefined
    if (event === 'Sudid' && result?.type === 'Err') outcome = `sudo: ${errorName(result.value)}`
  }
  const stop = own.find(
    ({ pallet, event }) => pallet === 'Utility' && /BatchInterrupted|ItemFailed/.test(event),
  )
  return stop ? `batch: ${errorName((stop.data as { error: DispatchError }).error)}` : outcome
}

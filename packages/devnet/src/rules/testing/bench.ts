import { genesisBlock } from '../../chain/genesis.js'
import type { CallContext, Origin, RuleSwitches } from '../../runtime/context.js'
import { DispatchFailure, moduleFailure } from '../../runtime/failure.js'
import { requireAllowed } from '../../runtime/filter.js'
import { collectHandlers } from '../../runtime/handlers.js'
import { specVersionOf } from '../../runtime/image.js'
import type { CallArgs, CallName } from '../../schema/schema.js'
import type { DispatchError } from '../../schema/types/dispatch.js'
import type { RuntimeCall, RuntimeEvent } from '../../schema/types/outer.js'
import { createState, type State } from '../../state/state.js'
import { Store } from '../../state/store.js'
import { noWeight } from '../../weights/weight.js'
import { subtensorRules } from '../rules.js'

export const tao = 1_000_000_000n

/** A made-up account, the same for the same name. */
export const accountOf = (name: string): string =>
  `0x${Buffer.from(name).toString('hex').padEnd(64, '0').slice(0, 64)}`

/** Names that the bench endows with a million TAO each. */
export const people = ['owner', 'anna', 'bert', 'cleo', 'dora', 'emil'].map(accountOf)

/** The rules on a bench: calls without signatures, blocks without headers. */
export interface Bench {
  readonly state: State
  /** Context for reading, as rules take it. */
  readonly ctx: CallContext
  /** Events of the present block. */
  readonly events: readonly RuntimeEvent[]
  /** Dispatches a call; gives the name of its error, or null. */
  call<N extends CallName>(as: string | 'root', name: N, args: CallArgs<N>): string | null
  /** Begins that many further blocks. */
  mine(count?: number): void
  /** Code with which the pool refuses the call, or null. */
  poolCode<N extends CallName>(as: string, name: N, args: CallArgs<N>): number | null
}

export function createBench(switches: RuleSwitches = { allowLoopbackAxons: false }): Bench {
  const balances = new Map(people.map((account) => [account, 1_000_000n * tao]))
  const sudo = accountOf('sudo')
  const genesis = genesisBlock({ timestamp: 1, seed: 'bench', balances, sudo }, subtensorRules)
  const store = new Store(genesis.root)
  const state = createState(store)
  const handlers = collectHandlers(subtensorRules)
  let block = 0
  let events: RuntimeEvent[] = []

  const attempt = (action: () => void): DispatchError | null => {
    const before = events.length
    try {
      store.transact(action)
      return null
    } catch (error) {
      events.length = before
      if (error instanceof DispatchFailure) return error.dispatchError
      throw error
    }
  }
  const contextOf = (origin: Origin): CallContext => ({
    state,
    get block() {
      return block
    },
    now: block,
    parentHash: `0x${'00'.repeat(32)}`,
    switches,
    origin,
    raw: store,
    extrinsicIndex: 1,
    deposit: (pallet, event, data) => void events.push({ pallet, event, data }),
    fail: (pallet, error) => {
      throw moduleFailure(pallet, error)
    },
    attempt,
    dispatch: (call, as) =>
      attempt(() => {
        requireAllowed(as, call)
        subtensorRules.guard?.(contextOf(as), call)
        handle(call, as)
      }),
    dispatchUnfiltered: (call, as) => attempt(() => handle(call, as)),
    // Rules alone: what calls weigh is the executor's.
    specVersion: specVersionOf(state),
    spent: () => ({ weight: noWeight, isReported: false }),
    settle: () => {},
  })
  const handle = ({ pallet, call, args }: RuntimeCall, as: Origin) =>
    handlers.get(`${pallet}.${call}`)?.(contextOf(as), args)
  const originOf = (as: string): Origin =>
    as === 'root' ? { kind: 'root' } : { kind: 'signed', account: as }

  const bench: Bench = {
    state,
    ctx: contextOf({ kind: 'none' }),
    get events() {
      return events
    },
    call(as, name, args) {
      const handler = handlers.get(name)
      if (handler === undefined) throw new Error(`${name} has no rule`)
      try {
        store.transact(() => handler(contextOf(originOf(as)), args))
        return null
      } catch (error) {
        if (error instanceof DispatchFailure) return error.message.replace(/^(SubtensorModule)\./, '')
        throw error
      }
    },
    mine(count = 1) {
      for (let made = 0; made < count; made++) {
        block++
        events = []
        subtensorRules.onInitialize?.(contextOf({ kind: 'none' }))
      }
    },
    poolCode(as, name, args) {
      const [pallet = '', call = ''] = name.split('.')
      const ctx = { state, block: block + 1, origin: originOf(as), switches }
      return subtensorRules.validate?.(ctx, { pallet, call, args }) ?? null
    },
  }
  bench.mine()
  return bench
}

/** A bench with a started subnet of `owner` (netuid 2, hotkey `owner-hot`), commit-reveal off. */
export function createSubnetBench(switches?: RuleSwitches): Bench & { readonly netuid: number } {
  const bench = createBench(switches)
  const owner = accountOf('owner')
  must(bench.call(owner, 'SubtensorModule.register_network', { hotkey: accountOf('owner-hot') }))
  must(bench.call(owner, 'SubtensorModule.start_call', { netuid: 2 }))
  const off = { netuid: 2, enabled: false }
  must(bench.call('root', 'AdminUtils.sudo_set_commit_reveal_weights_enabled', off))
  return Object.assign(bench, { netuid: 2 })
}

/** Gives the bench another runtime, as `dev_upgradeRuntime` does. */
export function upgrade({ ctx, state }: Bench, specVersion: number): void {
  subtensorRules.migrate?.(ctx, specVersionOf(state), specVersion)
  state.System.LastRuntimeUpgrade.set({ spec_version: specVersion, spec_name: 'node-subtensor' })
}

/** Throws when a call of the preparations was refused. */
export function must(error: string | null): void {
  if (error !== null) throw new Error(`refused: ${error}`)
}

/** All TAO that exists: free balances of all accounts, rao. */
export function allTao({ state }: Bench): bigint {
  let total = 0n
  for (const [, { data }] of state.System.Account.entries()) total += data.free + data.reserved
  return total
}

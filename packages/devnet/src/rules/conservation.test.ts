import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Chain } from '../chain/chain.js'
import { PoolRefusal } from '../extrinsics/validity.js'
import type { RuntimeCall } from '../schema/types/outer.js'
import { createStateReader } from '../state/state.js'
import { readRoot } from '../state/store.js'
import { subtensorRules } from './rules.js'
import { accountOf, people, tao } from './testing/bench.js'

const hotkeys = ['one', 'two', 'three'].map(accountOf)

function startChain(): Chain {
  const chain = new Chain({
    rules: subtensorRules,
    genesis: {
      timestamp: 1,
      seed: 'conservation',
      balances: new Map(people.map((account) => [account, 10_000n * tao])),
      sudo: accountOf('sudo'),
    },
    switches: { allowLoopbackAxons: false },
    slotMs: 12_000,
    onFault: (fault) => {
      throw fault
    },
  })
  for (const call of ['register_network', 'start_call'] as const) {
    const args = call === 'start_call' ? { netuid: 2 } : { hotkey: accountOf('owner-hot') }
    chain.submitAs(people[0]!, { pallet: 'SubtensorModule', call, args })
    chain.mine()
  }
  return chain
}

const netuid = fc.constantFrom(0, 1, 2, 9)
const hotkey = fc.constantFrom(...hotkeys)
const amount = fc.oneof(fc.bigInt({ min: 0n, max: 4n * tao }), fc.bigInt({ min: 0n, max: 20_000n * tao }))
const subtensor = <A extends object>(call: string, args: fc.Arbitrary<A>): fc.Arbitrary<RuntimeCall> =>
  args.map((given) => ({ pallet: 'SubtensorModule', call, args: given as RuntimeCall['args'] }))

const single: fc.Arbitrary<RuntimeCall> = fc.oneof(
  subtensor('burned_register', fc.record({ netuid, hotkey })),
  subtensor('root_register', fc.record({ hotkey })),
  subtensor('add_stake', fc.record({ hotkey, netuid, amount_staked: amount })),
  subtensor('remove_stake', fc.record({ hotkey, netuid, amount_unstaked: amount })),
  subtensor(
    'add_stake_limit',
    fc.record({
      hotkey,
      netuid,
      amount_staked: amount,
      limit_price: fc.bigInt({ min: 0n, max: 3n * tao }),
      allow_partial: fc.boolean(),
    }),
  ),
  subtensor(
    'move_stake',
    fc.record({
      origin_hotkey: hotkey,
      destination_hotkey: hotkey,
      origin_netuid: netuid,
      destination_netuid: netuid,
      alpha_amount: amount,
    }),
  ),
  subtensor('unstake_all', fc.record({ hotkey })),
  subtensor('recycle_alpha', fc.record({ hotkey, netuid, amount })),
  subtensor('decrease_take', fc.record({ hotkey, take: fc.nat(20_000) })),
  subtensor('swap_hotkey', fc.record({ hotkey, new_hotkey: hotkey, netuid: fc.constant(undefined) })),
  fc.record({ id: fc.constantFrom(...people), value: amount }).map(
    ({ id, value }): RuntimeCall => ({
      pallet: 'Balances',
      call: 'transfer_allow_death',
      args: { dest: { type: 'Id', value: id }, value } as RuntimeCall['args'],
    }),
  ),
)
const call = fc.oneof(
  { weight: 4, arbitrary: single },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom('batch', 'batch_all', 'force_batch'), fc.array(single, { maxLength: 3 }))
      .map(([name, calls]): RuntimeCall => ({ pallet: 'Utility', call: name, args: { calls } })),
  },
)
const sent = fc.record({ by: fc.constantFrom(...people), call })

test('issuance is the sum of its parts after any sequence, and what is refused leaves its nonce and one event', () => {
  const chain = startChain()
  const start = chain.capture()
  fc.assert(
    fc.property(fc.array(sent, { minLength: 1, maxLength: 8 }), (sequence) => {
      chain.restore(start)
      for (const { by, call: made } of sequence) {
        play(chain, by, made)
        expect(chain.state.Balances.TotalIssuance.get()).toBe(sumOfBalances(chain))
      }
    }),
    { numRuns: 30 },
  )
})

function sumOfBalances(chain: Chain): bigint {
  let sum = 0n
  for (const [, { data }] of chain.state.System.Account.entries()) sum += data.free + data.reserved
  return sum
}

function play(chain: Chain, by: string, made: RuntimeCall): void {
  const before = chain.capture()
  const idle = chain.mine()
  chain.restore(before)
  try {
    chain.submitAs(by, made)
  } catch (error) {
    expect(error).toBeInstanceOf(PoolRefusal)
    return
  }
  const block = chain.mine()
  const events = createStateReader(readRoot(block.root))
    .System.Events.get()
    .filter(({ phase }) => phase.type === 'ApplyExtrinsic' && phase.value === 1)
    .map(({ event }) => event.event)
  if (!events.includes('ExtrinsicFailed')) return
  expect(events).toEqual(['ExtrinsicFailed'])
  const [ours, theirs] = [readRoot(block.root), readRoot(idle.root)]
  const touched = [...new Set([...block.changes.keys(), ...idle.changes.keys()])].filter((key) => {
    const [now, otherwise] = [ours.get(key), theirs.get(key)]
    if (now === undefined || otherwise === undefined) return now !== otherwise
    return Buffer.compare(now, otherwise) !== 0
  })
  // the events and their number, and the signer's account, whose nonce is used up
  expect(touched.length).toBeLessThanOrEqual(3)
}

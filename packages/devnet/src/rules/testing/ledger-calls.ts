import fc from 'fast-check'
import { toHex } from '../../codec/bytes.js'
import { blake2b256 } from '../../codec/hash.js'
import { hashCall } from '../../runtime/call-hash.js'
import { multisigAccount } from '../../runtime/pallets/multisig.js'
import { type RuntimeCall, runtimeCall } from '../../schema/types/outer.js'
import { hashOfColdkey } from '../coldkey-swap.js'
import { accountOf, people, tao } from './bench.js'

/** Signers: five people, and an account of each of two multisigs. */
const [owner, anna, bert, cleo, dora] = people as [string, string, string, string, string]
const trio = [anna, bert, cleo] as const
export const joint = multisigAccount([...trio], 2)
export const alone = multisigAccount([anna, dora], 1)
export const ledgerPeople = [owner, anna, bert, cleo, dora] as const
export const ledgerHotkeys = ['one', 'two', 'three'].map(accountOf)

const id = (value: string) => ({ type: 'Id', value }) as const
const who = fc.constantFrom(...ledgerPeople, joint, alone)
const hotkey = fc.constantFrom(...ledgerHotkeys)
const netuid = fc.constantFrom(0, 0, 1, 2, 2, 2, 2, 3, 9)
const amount = fc.oneof(
  { weight: 6, arbitrary: fc.bigInt({ min: 2_100_000n, max: 300n * tao }) },
  { weight: 1, arbitrary: fc.bigInt({ min: 0n, max: 20_000n * tao }) },
  { weight: 1, arbitrary: fc.constantFrom(0n, 1n, 499n, 500n, 2_000_000n, 2n ** 64n - 1n) },
)
const price = fc.bigInt({ min: 0n, max: 3n * tao })
const loan = fc.nat(2)

const named =
  <A>(pallet: string) =>
  (call: string, args: fc.Arbitrary<A>): fc.Arbitrary<RuntimeCall> =>
    args.map((given) => ({ pallet, call, args: given as RuntimeCall['args'] }))
const subtensor = named('SubtensorModule')
const balances = named('Balances')
const proxy = named('Proxy')
const crowdloan = named('Crowdloan')
const preimage = named('Preimage')
const none = fc.constant({})

const staking: readonly fc.Arbitrary<RuntimeCall>[] = [
  subtensor('add_stake', fc.record({ hotkey, netuid, amount_staked: amount })),
  subtensor('remove_stake', fc.record({ hotkey, netuid, amount_unstaked: amount })),
  subtensor(
    'add_stake_limit',
    fc.record({ hotkey, netuid, amount_staked: amount, limit_price: price, allow_partial: fc.boolean() }),
  ),
  subtensor(
    'remove_stake_limit',
    fc.record({ hotkey, netuid, amount_unstaked: amount, limit_price: price, allow_partial: fc.boolean() }),
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
  subtensor(
    'transfer_stake',
    fc.record({
      destination_coldkey: who,
      hotkey,
      origin_netuid: netuid,
      destination_netuid: netuid,
      alpha_amount: amount,
    }),
  ),
  subtensor('unstake_all', fc.record({ hotkey })),
  subtensor('unstake_all_alpha', fc.record({ hotkey })),
  subtensor('recycle_alpha', fc.record({ hotkey, netuid, amount })),
  subtensor('burn_alpha', fc.record({ hotkey, netuid, amount })),
  subtensor(
    'add_stake_burn',
    fc.record({ hotkey, netuid, amount, limit: fc.option(price, { nil: undefined }) }),
  ),
]

const keys: readonly fc.Arbitrary<RuntimeCall>[] = [
  subtensor('burned_register', fc.record({ netuid, hotkey })),
  subtensor('root_register', fc.record({ hotkey })),
  subtensor('register_network', fc.record({ hotkey })),
  subtensor('start_call', fc.record({ netuid })),
  subtensor('decrease_take', fc.record({ hotkey, take: fc.nat(20_000) })),
  subtensor(
    'swap_hotkey',
    fc.record({ hotkey, new_hotkey: hotkey, netuid: fc.option(netuid, { nil: undefined }) }),
  ),
  subtensor(
    'set_children',
    fc.record({ hotkey, netuid, children: fc.array(fc.tuple(amount, hotkey), { maxLength: 2 }) }),
  ),
  subtensor(
    'announce_coldkey_swap',
    who.map((to) => ({ new_coldkey_hash: hashOfColdkey(to) })),
  ),
  subtensor('swap_coldkey_announced', fc.record({ new_coldkey: who })),
  subtensor(
    'register_leased_network',
    fc.record({ emissions_share: fc.nat(110), end_block: fc.constant(undefined) }),
  ),
  subtensor('terminate_lease', fc.record({ lease_id: fc.nat(1), hotkey })),
  balances('transfer_allow_death', fc.record({ dest: who.map(id), value: amount })),
  balances('transfer_keep_alive', fc.record({ dest: who.map(id), value: amount })),
  balances('transfer_all', fc.record({ dest: who.map(id), keep_alive: fc.boolean() })),
]

const single = fc.oneof(
  { weight: 3, arbitrary: fc.oneof(...staking) },
  { weight: 2, arbitrary: fc.oneof(...keys) },
)

const proxyType = fc.constantFrom('Any', 'NonTransfer', 'Staking', 'Transfer')
export const lease: RuntimeCall = {
  pallet: 'SubtensorModule',
  call: 'register_leased_network',
  args: { emissions_share: 30, end_block: undefined },
}
/** A lease that ends, so that it can be terminated. */
export const shortLease: RuntimeCall = { ...lease, args: { emissions_share: 40, end_block: 60 } }
/** A call that a crowdloan keeps as a preimage, since it is longer than 128 bytes. */
const longCall: RuntimeCall = {
  pallet: 'Utility',
  call: 'batch_all',
  args: { calls: [lease, { pallet: 'System', call: 'remark', args: { remark: new Uint8Array(150) } }] },
}
const preimages = [Uint8Array.of(1), new Uint8Array(40).fill(2), runtimeCall.codec.enc(longCall)]
const preimageHash = fc.constantFrom(...preimages).map((bytes) => toHex(blake2b256(bytes)))
const loanAmount = fc.oneof(fc.bigInt({ min: 0n, max: 30n * tao }), fc.constant(10n * tao))

const deposits: readonly fc.Arbitrary<RuntimeCall>[] = [
  proxy(
    'add_proxy',
    fc.record({ delegate: who.map(id), proxy_type: proxyType, delay: fc.constantFrom(0, 0, 2) }),
  ),
  proxy('remove_proxies', none),
  proxy('create_pure', fc.record({ proxy_type: proxyType, delay: fc.constant(0), index: fc.nat(1) })),
  proxy('announce', fc.record({ real: who.map(id), call_hash: fc.constant(hashCall(lease)) })),
  crowdloan(
    'create',
    fc
      .record({
        deposit: fc.constantFrom(10n * tao, 11n * tao, tao),
        min_contribution: fc.constantFrom(tao / 10n, tao),
        cap: fc.constantFrom(20n * tao, 100n * tao),
        end: fc.constantFrom(70, 100, 200),
        finalization: fc.constantFrom(
          { call: lease, target_address: undefined },
          { call: shortLease, target_address: undefined },
          { call: longCall, target_address: undefined },
          { call: longCall, target_address: undefined },
          { call: undefined, target_address: bert },
          { call: undefined, target_address: undefined },
        ),
      })
      .map(({ finalization, ...loan }) => ({ ...loan, ...finalization })),
  ),
  crowdloan('contribute', fc.record({ crowdloan_id: loan, amount: loanAmount })),
  ...['withdraw', 'finalize', 'finalize', 'refund', 'dissolve'].map((call) =>
    crowdloan(call, fc.record({ crowdloan_id: loan })),
  ),
  preimage(
    'note_preimage',
    fc.constantFrom(...preimages).map((bytes) => ({ bytes })),
  ),
  preimage(
    'unnote_preimage',
    preimageHash.map((hash) => ({ hash })),
  ),
  preimage(
    'ensure_updated',
    preimageHash.map((hash) => ({ hashes: [hash] })),
  ),
]

/** Steps of the manager of preimages, who is root. */
const managing = fc
  .record({
    call: fc.constantFrom('request_preimage', 'unrequest_preimage', 'unnote_preimage'),
    hash: preimageHash,
  })
  .map(({ call, hash }): RuntimeCall => {
    const made: RuntimeCall = { pallet: 'Preimage', call, args: { hash } }
    return { pallet: 'Sudo', call: 'sudo', args: { call: made } }
  })

/** Puts calls into other calls, which carry them out one by one, by others, or jointly. */
function wrapped(inner: fc.Arbitrary<RuntimeCall>): fc.Arbitrary<RuntimeCall> {
  const calls = fc.array(inner, { maxLength: 3 })
  const batches = fc
    .tuple(fc.constantFrom('batch', 'batch_all', 'force_batch'), calls)
    .map(([call, list]): RuntimeCall => ({ pallet: 'Utility', call, args: { calls: list } }))
  const others = (first: string) => [...trio].filter((signer) => signer !== first).toSorted()
  return fc.oneof(
    { weight: 2, arbitrary: batches },
    proxy(
      'proxy',
      fc.record({
        real: fc.constantFrom(owner, anna, anna, bert, cleo).map(id),
        force_proxy_type: fc.constant(undefined),
        call: inner,
      }),
    ),
    named('Multisig')(
      'as_multi_threshold_1',
      fc.record({ other_signatories: fc.constantFrom([anna], [dora]), call: inner }),
    ),
    named('Multisig')(
      'as_multi',
      fc.record({
        threshold: fc.constant(2),
        other_signatories: fc.constantFrom(...trio).map(others),
        maybe_timepoint: fc.constant(undefined),
        call: fc.oneof(fc.constantFrom(lease, payment), inner),
        max_weight: fc.constant({ ref_time: 10n ** 12n, proof_size: 10n ** 6n }),
      }),
    ),
  )
}

const payment: RuntimeCall = {
  pallet: 'Balances',
  call: 'transfer_allow_death',
  args: { dest: id(dora), value: 3n * tao },
}

const level = fc.oneof({ weight: 3, arbitrary: single }, { weight: 2, arbitrary: fc.oneof(...deposits) })
const nested = fc.oneof({ weight: 3, arbitrary: level }, { weight: 1, arbitrary: wrapped(level) })

/** Steps by which the crowdloan of the start becomes a lease, and the lease ends; each where its turn may have come. */
const leasing: fc.Arbitrary<LedgerStep> = fc.oneof(
  ...(
    [
      [dora, crowdloan('finalize', fc.constant({ crowdloan_id: 0 }))],
      [dora, crowdloan('finalize', fc.record({ crowdloan_id: loan }))],
      [dora, subtensor('try_associate_hotkey', fc.constant({ hotkey: accountOf('lease-hot') }))],
      [dora, subtensor('terminate_lease', fc.constant({ lease_id: 0, hotkey: accountOf('lease-hot') }))],
    ] as const
  ).map(([by, call]) => call.map((made): LedgerStep => ({ by, call: made }))),
)

/** Step of a ledger: a call of an account, or further blocks. */
export type LedgerStep = { readonly by: string; readonly call: RuntimeCall } | { readonly mine: number }

export const ledgerStep: fc.Arbitrary<LedgerStep> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      by: fc.constantFrom(...ledgerPeople),
      call: fc.oneof({ weight: 2, arbitrary: level }, { weight: 3, arbitrary: wrapped(nested) }),
    }),
  },
  { weight: 1, arbitrary: managing.map((call) => ({ by: accountOf('sudo'), call })) },
  { weight: 2, arbitrary: leasing },
  { weight: 1, arbitrary: fc.record({ mine: fc.constantFrom(1, 5, 60) }) },
)

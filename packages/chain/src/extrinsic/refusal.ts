import type { DispatchError } from '@polkadot/types/interfaces'
import type { SubnetError } from '@subnetkit/base'
import { chainError } from '../errors/chain-error.js'

/** What to do about the refusals that people meet; by the chain's error name. */
const advice: Readonly<Record<string, string>> = {
  NotEnoughBalanceToStake: 'transfer TAO to the coldkey first',
  CannotAffordLockCost: 'transfer TAO to the coldkey: a subnet locks its whole registration cost',
  HotKeyAlreadyRegisteredInSubNet: 'nothing to do: the hotkey has a uid on this subnet',
  HotKeyNotRegisteredInSubNet: 'register the hotkey on the subnet first',
  HotKeyNotRegisteredInNetwork: 'register the hotkey on the subnet first',
  NonAssociatedColdKey: 'sign with the coldkey that owns the hotkey',
  NeuronNoValidatorPermit: 'add stake; permits are dealt at each epoch to the highest stakes',
  NotEnoughStakeToSetWeights: 'add stake to the hotkey, up to the stake threshold of the chain',
  SettingWeightsTooFast: 'wait until the weights rate limit of the subnet has passed',
  CommitRevealEnabled: 'commit weights instead, or have the owner turn commit-reveal off',
  IncorrectWeightVersionKey: 'update the validator: the subnet asks for a newer version key',
  ServingRateLimitExceeded: 'wait until the serving rate limit of the subnet has passed',
  InvalidIpAddress: 'publish an address that others can reach; loopback is refused by the chain',
  AdminActionProhibitedDuringWeightsWindow: 'wait for the epoch: parameters are frozen shortly before it',
  TxRateLimitExceeded: 'wait: the chain limits how often this may be done',
  NetworkTxRateLimitExceeded: 'wait: the chain limits how often subnets are registered',
  SubtokenDisabled: 'the owner must start the subnet first (start_call)',
  SlippageTooHigh: 'the price has moved: plan again, or allow for more',
  ZeroMaxStakeAmount: 'the price is above the limit already: plan again, or allow for more',
  RegistrationPriceLimitExceeded: 'the burn has risen above the cap: wait for it to fall, or raise the cap',
  TooManyRegistrationsThisBlock: 'register in the next block',
  TooManyRegistrationsThisInterval: 'register in the next interval',
  SubNetRegistrationDisabled: 'wait until registration on the subnet is opened again',
  NoNeuronIdAvailable: 'wait: every uid is taken by a neuron that cannot be pruned',
  StakeTooLowForRoot: 'stake more on root than the member with the lowest stake has',
  InsufficientLiquidity: 'stake less at a time: the pool cannot take so much',
  AmountTooLow: 'stake more: the chain takes 2000000 rao and the fee at least',
  DelegateTxRateLimitExceeded: 'wait: a take can be raised only once in 30 days',
  SpaceLimitExceeded: 'commit in the next epoch: the space of this one is used up',
  AccountNotAllowedCommit: 'register the hotkey on the subnet first',
  NeedWaitingMoreBlocksToStarCall: 'wait: a subnet can be started only some blocks after its registration',
  SubnetNotExists: 'check the netuid',
  BadOrigin: 'sign with the key that may do this: the owner of the subnet, or sudo',
}

/** Reasons behind the custom codes with which the pool refuses an extrinsic, by code (facts of the runtime). */
const poolReasons: readonly string[] = [
  'ColdkeyInSwapSchedule',
  'StakeAmountTooLow',
  'BalanceTooLow',
  'SubnetNotExists',
  'HotkeyAccountDoesntExist',
  'NotEnoughStakeToWithdraw',
  'RateLimitExceeded',
  'InsufficientLiquidity',
  'SlippageTooHigh',
  'TransferDisallowed',
  'HotKeyNotRegisteredInNetwork',
  'InvalidIpAddress',
  'ServingRateLimitExceeded',
  'InvalidPort',
  'ZeroMaxAmount',
  'InvalidRevealRound',
  'CommitNotFound',
  'CommitBlockNotInRevealRange',
  'InputLengthsUnequal',
  'UidNotFound',
  'EvmKeyAssociateRateLimitExceeded',
  'ColdkeySwapDisputed',
  'InvalidRealAccount',
  'shielded submission, code 23',
  'shielded submission, code 24',
  'NonAssociatedColdKey',
  'DelegateTakeTooLow',
  'DelegateTakeTooHigh',
]
/** The code for everything that has none. */
const badRequest = 255

/** What to do about the refusals that pools word themselves. */
const poolAdvice: readonly (readonly [words: RegExp, hint: string])[] = [
  [/Inability to pay some fees/, 'transfer TAO to the account that signs: it has too little for the fee'],
  [
    /bad signature/,
    'sign it again: the chain, its runtime or the block of birth is another than it was signed for',
  ],
  [/ancient birth block/, 'sign it again: it is too old'],
  [/will be valid in the future/, 'an earlier nonce of the account is missing: sign it again'],
  [/Immediately Dropped|pool is full/i, 'the pool of the node is full: try again later or at another node'],
  [/temporarily banned/i, 'the node has refused these bytes before: sign the call again'],
  [/exhaust the block limits/, 'it is too large for a block: split it'],
]

function refused(
  call: string,
  reason: string,
  options: { cause?: unknown } = {},
): SubnetError<'CHAIN_REJECTED'> {
  const worded = poolAdvice.find(([words]) => words.test(reason))?.[1]
  const hint = advice[reason] ?? worded ?? 'look the reason up in the metadata of the chain'
  return chainError('CHAIN_REJECTED', { call, reason, advice: hint }, options)
}

/** The error of an extrinsic that was included and failed, by the names that the runtime of its block gives. */
export function dispatchRefusal(call: string, error: DispatchError): SubnetError<'CHAIN_REJECTED'> {
  if (error.isModule) return refused(call, error.registry.findMetaError(error.asModule).name)
  const { type: detail } = error.inner as { readonly type?: unknown }
  return refused(call, typeof detail === 'string' ? `${error.type}.${detail}` : error.type)
}

/** The error of an extrinsic that the transaction pool did not take, by the pool's message. */
export function poolRefusal(call: string, message: string, cause: unknown): SubnetError<'CHAIN_REJECTED'> {
  const code = /Custom error: (\d+)/.exec(message)?.[1]
  if (code === undefined) return refused(call, message, { cause })
  const reason = Number(code) === badRequest ? 'BadRequest' : poolReasons[Number(code)]
  return refused(call, reason ?? `custom code ${code}`, { cause })
}

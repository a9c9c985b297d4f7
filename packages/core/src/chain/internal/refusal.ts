import type { DispatchError } from '@polkadot/types/interfaces'
import { SubnetError } from '../../errors/subnet-error.js'
import type { ChainClient } from '../client.js'

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
]

function refused(
  call: string,
  reason: string,
  options: { cause?: unknown } = {},
): SubnetError<'CHAIN_REJECTED'> {
  const hint = advice[reason] ?? 'look the reason up in the metadata of the chain'
  return new SubnetError('CHAIN_REJECTED', { call, reason, advice: hint }, options)
}

/** The error of an extrinsic that was included and failed. */
export function dispatchRefusal(
  client: ChainClient,
  call: string,
  error: DispatchError,
): SubnetError<'CHAIN_REJECTED'> {
  if (!error.isModule) return refused(call, error.toString())
  return refused(call, client.api.registry.findMetaError(error.asModule).name)
}

/** The error of an extrinsic that the transaction pool did not take, by the pool's message. */
export function poolRefusal(call: string, message: string, cause: unknown): SubnetError<'CHAIN_REJECTED'> {
  const custom = /Custom error: (\d+)/.exec(message)?.[1]
  return refused(call, custom ? (poolReasons[Number(custom)] ?? `custom code ${custom}`) : message, { cause })
}

import type { DispatchError } from '@polkadot/types/interfaces'
import type { SubnetError } from '@subnetkit/base'
import { chainError } from '../errors/chain-error.js'

/** Fixes for common dispatch errors, by the chain's error name. */
const advice: Readonly<Record<string, string>> = {
  NotEnoughBalanceToStake: 'Transfer TAO to the coldkey first.',
  CannotAffordLockCost: 'Transfer TAO to the coldkey: a subnet locks its whole registration cost.',
  HotKeyAlreadyRegisteredInSubNet: 'Use the uid that the hotkey already has on this subnet.',
  HotKeyNotRegisteredInSubNet: 'Register the hotkey on the subnet first.',
  HotKeyNotRegisteredInNetwork: 'Register the hotkey on the subnet first.',
  NonAssociatedColdKey: 'Sign with the coldkey that owns the hotkey.',
  NeuronNoValidatorPermit: 'Add stake; permits go to the highest stakes at each epoch.',
  NotEnoughStakeToSetWeights: 'Add stake to the hotkey, up to the stake threshold of the chain.',
  SettingWeightsTooFast: 'Wait until the weights rate limit of the subnet has passed.',
  CommitRevealEnabled: 'Commit weights instead, or have the owner turn commit-reveal off.',
  IncorrectWeightVersionKey: 'Update the validator: the subnet requires a newer version key.',
  ServingRateLimitExceeded: 'Wait until the serving rate limit of the subnet has passed.',
  InvalidIpAddress: 'Publish an address that other machines can reach: the chain refuses loopback.',
  AdminActionProhibitedDuringWeightsWindow:
    'Wait for the epoch: hyperparameters are frozen shortly before it.',
  TxRateLimitExceeded: 'Try again later: the chain limits how often this may be done.',
  NetworkTxRateLimitExceeded: 'Try again later: the chain limits how often subnets are registered.',
  SubtokenDisabled: 'Have the owner start the subnet first (start_call).',
  SlippageTooHigh: 'Plan again or allow more slippage: the price has moved.',
  ZeroMaxStakeAmount: 'Plan again or allow a higher price: it is already above the limit.',
  RegistrationPriceLimitExceeded: 'Wait for the burn to fall, or raise the cap.',
  TooManyRegistrationsThisBlock: 'Register in the next block.',
  TooManyRegistrationsThisInterval: 'Register in the next interval.',
  SubNetRegistrationDisabled: 'Wait until registration on the subnet is open again.',
  NoNeuronIdAvailable: 'Try again later: every uid is taken by a neuron that cannot be pruned.',
  StakeTooLowForRoot: 'Stake more on root than its member with the lowest stake.',
  InsufficientLiquidity: 'Stake less at a time: the pool cannot take that much.',
  AmountTooLow: 'Stake at least 0.002 TAO plus the fee.',
  DelegateTxRateLimitExceeded: 'Try again later: a take can be raised only once in 30 days.',
  SpaceLimitExceeded: 'Commit in the next epoch: the space of this one is used up.',
  AccountNotAllowedCommit: 'Register the hotkey on the subnet first.',
  NeedWaitingMoreBlocksToStarCall:
    'Try again later: a subnet can start only some blocks after its registration.',
  SubnetNotExists: 'Check the netuid.',
  BadOrigin: 'Sign with the key that may do this: the owner of the subnet, or sudo.',
  InvalidRevealRound:
    'Commit the weights again: those were sealed for a moment that has passed before they arrived.',
  CommitNotFound:
    'Commit the weights again: the chain holds no commit of this hotkey that these would reveal.',
  NoWeightsCommitFound: 'Commit the weights again: the chain holds no commit of this hotkey.',
  CommitBlockNotInRevealRange:
    'Reveal in the epoch after the reveal period, which `subnet weights status` shows.',
  RevealTooEarly: 'Reveal in the epoch after the reveal period, which `subnet weights status` shows.',
  ExpiredWeightCommit: 'Commit the weights again: the epoch in which these could be revealed is over.',
  RateLimitExceeded: 'Try again later: the chain limits how often this account may do it.',
  CommittingWeightsTooFast: 'Wait until the weights rate limit of the subnet has passed.',
  TooManyUnrevealedCommits: 'Wait until earlier commits are revealed: a hotkey may have ten open ones.',
  ColdkeyInSwapSchedule: 'Wait until the swap of the coldkey is over: until then it may not do this.',
  ColdkeySwapDisputed: 'Have the dispute about the swap of the coldkey settled first.',
  StakeAmountTooLow: 'Use more stake: the amount, or that of the hotkey for weights, is below the minimum.',
  BalanceTooLow: 'Transfer TAO to the coldkey first.',
  HotkeyAccountDoesntExist: 'Register the hotkey on a subnet first: the chain does not know it.',
  NotEnoughStakeToWithdraw: 'Remove at most the stake that there is: `subnet stake list` shows it.',
  TransferDisallowed: 'Have the owner of the subnet allow transfers of stake, or unstake instead.',
  InvalidPort: 'Publish a port from 1 to 65535.',
  ZeroMaxAmount: 'Plan again or allow a higher price: it is already above the limit.',
  InputLengthsUnequal: 'Pass as many values as uids.',
  UidNotFound: 'Read the metagraph again: no neuron has this uid.',
  EvmKeyAssociateRateLimitExceeded:
    'Try again later: the chain limits how often an EVM key may be associated.',
  InvalidRealAccount: 'Name the account that the proxy acts for.',
  DelegateTakeTooLow: 'Choose a higher take: the chain has a lower limit.',
  DelegateTakeTooHigh: 'Choose a lower take: the chain has an upper limit.',
}

/** Reasons behind the custom codes with which the runtime's pool check refuses an extrinsic, by code. */
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

/** Fixes for refusals with the pool's own messages. */
const poolAdvice: readonly (readonly [words: RegExp, hint: string])[] = [
  [/Inability to pay some fees/, 'Transfer TAO to the signing account: it cannot pay the fee.'],
  [/bad signature/, 'Sign it again: it was signed for another chain, runtime or birth block.'],
  [/ancient birth block/, 'Sign it again: it is too old.'],
  [/will be valid in the future/, 'Sign it again: an earlier nonce of the account is missing.'],
  [/Immediately Dropped|pool is full/i, 'Try again later or at another node: the pool of this one is full.'],
  [/temporarily banned/i, 'Sign the call again: the node has already refused these bytes.'],
  [/exhaust the block limits/, 'Split it: it is too large for a block.'],
]

function refused(
  call: string,
  reason: string,
  options: { cause?: unknown } = {},
): SubnetError<'CHAIN_REJECTED'> {
  const worded = poolAdvice.find(([words]) => words.test(reason))?.[1]
  const fix = advice[reason] ?? worded ?? `Look up ${reason} in the metadata of the chain.`
  return chainError('CHAIN_REJECTED', { call, reason, fix }, options)
}

/** The error of an extrinsic that was included and failed, with the names of its block's runtime. */
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

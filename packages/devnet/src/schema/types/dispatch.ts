import { choice, fixedBytes, option, struct, type Type, u8, unit, variant } from '../type.js'
import { weight } from './common.js'

export const moduleError = struct('sp_runtime::ModuleError', { index: u8, error: fixedBytes(4) })

export const tokenError = choice('sp_runtime::TokenError', [
  'FundsUnavailable',
  'OnlyProvider',
  'BelowMinimum',
  'CannotCreate',
  'UnknownAsset',
  'Frozen',
  'Unsupported',
  'CannotCreateHold',
  'NotExpendable',
  'Blocked',
])

export const arithmeticError = choice('sp_arithmetic::ArithmeticError', [
  'Underflow',
  'Overflow',
  'DivisionByZero',
])

const transactionalError = choice('sp_runtime::TransactionalError', ['LimitReached', 'NoLayer'])

const trieError = choice('sp_runtime::proving_trie::TrieError', [
  'InvalidStateRoot',
  'IncompleteDatabase',
  'ValueAtIncompleteKey',
  'DecoderError',
  'InvalidHash',
  'DuplicateKey',
  'ExtraneousNode',
  'ExtraneousValue',
  'ExtraneousHashReference',
  'InvalidChildReference',
  'ValueMismatch',
  'IncompleteProof',
  'RootMismatch',
  'DecodeError',
])

/** Cause of a dispatched call's failure. Errors of pallets are `Module` with the pallet's and the error's index. */
export const dispatchError = variant('sp_runtime::DispatchError', {
  Other: null,
  CannotLookup: null,
  BadOrigin: null,
  Module: moduleError,
  ConsumerRemaining: null,
  NoProviders: null,
  TooManyConsumers: null,
  Token: tokenError,
  Arithmetic: arithmeticError,
  Transactional: transactionalError,
  Exhausted: null,
  Corruption: null,
  Unavailable: null,
  RootNotAllowed: null,
  Trie: trieError,
})

export type DispatchError = typeof dispatchError extends Type<infer E> ? E : never

/** `Result<(), DispatchError>`. */
export const dispatchResult = variant(
  'Result',
  { Ok: unit, Err: dispatchError },
  {
    params: [
      { name: 'T', type: unit },
      { name: 'E', type: dispatchError },
    ],
  },
)

export const dispatchClass = choice('frame_support::dispatch::DispatchClass', [
  'Normal',
  'Operational',
  'Mandatory',
])

const pays = choice('frame_support::dispatch::Pays', ['Yes', 'No'])

export const dispatchInfo = struct('frame_system::DispatchEventInfo', {
  weight,
  class: dispatchClass,
  pays_fee: pays,
})

const postDispatchInfo = struct('frame_support::dispatch::PostDispatchInfo', {
  actual_weight: option(weight),
  pays_fee: pays,
})

/** A dispatch error with what the call had cost until then. */
export const dispatchErrorWithPostInfo = struct(
  'sp_runtime::DispatchErrorWithPostInfo',
  {
    post_info: postDispatchInfo,
    error: dispatchError,
  },
  [{ name: 'Info', type: postDispatchInfo }],
)

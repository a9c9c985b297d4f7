import { type ErrorName, type PalletName, schema } from '../schema/schema.js'
import type { DispatchError } from '../schema/types/dispatch.js'

/** A call's refusal: undoes what the call wrote and becomes the dispatch error of its extrinsic. */
export class DispatchFailure extends Error {
  readonly dispatchError: DispatchError

  constructor(dispatchError: DispatchError, message: string) {
    super(message)
    this.name = 'DispatchFailure'
    this.dispatchError = dispatchError
  }
}

/** The failure that a pallet's own error makes. */
export function moduleFailure<P extends PalletName>(pallet: P, error: ErrorName<P>): DispatchFailure {
  const { index, errors } = schema[pallet]
  const position = (errors as readonly string[]).indexOf(error)
  const value = { index, error: `0x${position.toString(16).padStart(2, '0')}000000` }
  return new DispatchFailure({ type: 'Module', value }, `${pallet}.${error}`)
}

export const badOrigin = () => new DispatchFailure({ type: 'BadOrigin' }, 'BadOrigin')

export const consumerRemaining = () => new DispatchFailure({ type: 'ConsumerRemaining' }, 'ConsumerRemaining')

type TokenErrorName = Extract<DispatchError, { type: 'Token' }>['value']
type ArithmeticErrorName = Extract<DispatchError, { type: 'Arithmetic' }>['value']

export const tokenFailure = (name: TokenErrorName) =>
  new DispatchFailure({ type: 'Token', value: name }, `Token.${name}`)

export const arithmeticFailure = (name: ArithmeticErrorName) =>
  new DispatchFailure({ type: 'Arithmetic', value: name }, `Arithmetic.${name}`)

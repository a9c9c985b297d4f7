import {
  callback,
  checked,
  integer,
  milliseconds,
  oneOf,
  optionsOf,
  parseOptions,
  text,
} from '@subnetkit/base'
import { parameter } from '../plan/parameters.js'
import type { CallParameters, SignedExtrinsic, Signer, SigningOptions, SubmitOptions } from './types.js'

const signingFields = {
  // Its power of two is checked where it is encoded.
  eraBlocks: integer(4, 4_096).optional(),
  nonce: integer(0, 0xffff_ffff).optional(),
  tip: parameter.rao.optional(),
} as const
const signingOptions = optionsOf(signingFields)
const submitOptions = optionsOf({
  ...signingFields,
  deadlineMs: milliseconds().optional(),
  signal: checked<AbortSignal>((value) => value instanceof AbortSignal, 'an AbortSignal').optional(),
  waitFor: oneOf('included', 'finalized').optional(),
  onSigned: callback<(signed: SignedExtrinsic) => unknown>().optional(),
})
const subjectSchema = optionsOf({
  signer: checked<Signer>(isSigner, 'a keypair or a signer'),
  call: optionsOf({
    pallet: text('the name of a pallet'),
    call: text('the name of a call'),
    args: checked<readonly unknown[]>(Array.isArray, 'an array of arguments'),
  }),
})

function isSigner(value: unknown): boolean {
  const { address, sign, signExtrinsic } = Object(value) as Record<string, unknown>
  return typeof address === 'string' && [sign, signExtrinsic].some((method) => typeof method === 'function')
}

/** Refuses what is no signer or no call, with CONFIG_INVALID. */
export function checkSubject(signer: Signer, call: CallParameters, place: string): void {
  parseOptions(subjectSchema, { signer, call }, place)
}

/** Checks options of signing. Throws CONFIG_INVALID. */
export function parseSigningOptions(options: SigningOptions, place: string): SigningOptions {
  return parseOptions(signingOptions, options, place)
}

/** Checks options of signing and tracking. Throws CONFIG_INVALID. */
export function parseSubmitOptions(options: SubmitOptions, place: string): SubmitOptions {
  return parseOptions(submitOptions, options, place)
}

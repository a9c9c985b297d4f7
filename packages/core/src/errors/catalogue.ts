import { authErrors } from './internal/auth.js'
import { chainErrors } from './internal/chain.js'
import { commandErrors } from './internal/commands.js'
import { configErrors } from './internal/config.js'
import { connectionErrors } from './internal/connection.js'
import { extrinsicErrors } from './internal/extrinsic.js'
import { generatorErrors } from './internal/generator.js'
import { legacyErrors } from './internal/legacy.js'
import { metagraphErrors } from './internal/metagraph.js'
import { protocolErrors } from './internal/protocol.js'
import { validatorErrors } from './internal/validator.js'
import { walletErrors } from './internal/wallet.js'
import { weightsErrors } from './internal/weights.js'

/** One entry of the catalogue: what happened, how to mend it, and the HTTP status where it crosses a socket. */
export interface ErrorDescriptor {
  /** What happened; `{name}` is filled from the error's details. */
  readonly message: string
  /** What the reader can do about it; may use the same names. */
  readonly fix: string
  /** HTTP status when a miner answers with this error. */
  readonly status?: number
}

/** Every error that subnetkit raises on purpose, by its closed code. */
export const errorCatalogue = {
  ...authErrors,
  ...protocolErrors,
  ...chainErrors,
  ...connectionErrors,
  ...extrinsicErrors,
  ...commandErrors,
  ...weightsErrors,
  ...walletErrors,
  ...legacyErrors,
  ...metagraphErrors,
  ...validatorErrors,
  ...configErrors,
  ...generatorErrors,
} as const satisfies Record<string, ErrorDescriptor>

/** The closed set of error codes. */
export type ErrorCode = keyof typeof errorCatalogue

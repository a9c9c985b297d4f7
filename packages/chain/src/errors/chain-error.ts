import { defineErrors } from '@subnetkit/base'
import { actionErrors } from './actions.js'
import { chainErrors } from './chain.js'
import { connectionErrors } from './connection.js'
import { extrinsicErrors } from './extrinsic.js'
import { metagraphErrors } from './metagraph.js'
import { weightsErrors } from './weights.js'

/** Errors of the chain client, its actions and the weights outbox. */
export const chainError = defineErrors({
  ...chainErrors,
  ...connectionErrors,
  ...extrinsicErrors,
  ...actionErrors,
  ...metagraphErrors,
  ...weightsErrors,
})

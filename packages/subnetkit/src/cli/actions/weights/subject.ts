import { z } from 'zod'
import { mechanismField, netuidField } from '../../config/fields.js'

/** Options for the subnet and its mechanism. */
export const subjectFields = { netuid: netuidField, mechanism: mechanismField }

/** Modes for committing hidden weights. */
export const modeField = z
  .enum(['timelocked', 'salted'], { error: 'must be timelocked or salted' })
  .optional()

/** A mechanism of a subnet. */
export interface WeightsPlace {
  readonly netuid: number
  readonly mechanism: number
}

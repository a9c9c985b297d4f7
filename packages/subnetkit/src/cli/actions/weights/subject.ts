import { z } from 'zod'
import { mechanismField, netuidField } from '../../config/fields.js'

/** The options that say for which mechanism of which subnet. */
export const subjectFields = { netuid: netuidField, mechanism: mechanismField }

/** How hidden weights may be committed. */
export const modeField = z
  .enum(['timelocked', 'salted'], { error: 'must be timelocked or salted' })
  .optional()

/** Which mechanism of which subnet. */
export interface WeightsPlace {
  readonly netuid: number
  readonly mechanism: number
}

import type { AlertGroup } from './alert.js'
import { chainAlerts } from './alerts/chain.js'
import { roundAlerts } from './alerts/rounds.js'
import { servingAlerts } from './alerts/serving.js'
import { storeAlerts } from './alerts/store.js'
import { weightsAlerts } from './alerts/weights.js'

/** Every alert, by subject. */
export const alertGroups: readonly AlertGroup[] = [
  chainAlerts,
  weightsAlerts,
  roundAlerts,
  storeAlerts,
  ...servingAlerts,
]

/** Every alert. */
export const allAlerts = alertGroups.flatMap(({ alerts }) => alerts)

/** Calls that commit weights to a round of the beacon, the newest first. */
export const timelockCalls = [
  'commit_timelocked_mechanism_weights',
  'commit_timelocked_weights',
  'commit_crv3_mechanism_weights',
  'commit_crv3_weights',
] as const

/** Returns true for a call that commits weights to a round of the beacon. */
export const isTimelockCall = (call: string): boolean => (timelockCalls as readonly string[]).includes(call)

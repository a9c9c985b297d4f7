import { pallet } from '../pallet.js'
import { subtensorCalls } from './subtensor/calls.js'
import { subtensorConstants } from './subtensor/constants.js'
import { subtensorErrors } from './subtensor/errors.js'
import { subtensorEvents } from './subtensor/events.js'
import { subtensorStorage } from './subtensor/storage.js'

export const subtensorPallet = pallet('SubtensorModule', 7, 'pallet_subtensor', {
  storage: subtensorStorage,
  calls: subtensorCalls,
  events: subtensorEvents,
  errors: subtensorErrors,
  constants: subtensorConstants,
})

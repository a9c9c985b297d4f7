import { call, event, optionalValue, pallet } from '../pallet.js'
import { option } from '../type.js'
import { account, weight } from '../types/common.js'
import { dispatchResult } from '../types/dispatch.js'
import { runtimeCall } from '../types/outer.js'
import { multiAddress } from '../types/system.js'

export const sudoPallet = pallet('Sudo', 12, 'pallet_sudo', {
  storage: {
    Key: optionalValue(account),
  },
  calls: {
    sudo: call(0, { call: runtimeCall }),
    sudo_unchecked_weight: call(1, { call: runtimeCall, weight: weight }),
    set_key: call(2, { new: multiAddress }),
    sudo_as: call(3, { who: multiAddress, call: runtimeCall }),
    remove_key: call(4),
  },
  events: {
    Sudid: event(0, { sudo_result: dispatchResult }),
    KeyChanged: event(1, { old: option(account), new: account }),
    KeyRemoved: event(2),
    SudoAsDone: event(3, { sudo_result: dispatchResult }),
  },
  errors: ['RequireSudo'],
})

import { call, constant, event, pallet } from '../pallet.js'
import { u16, u32, vec } from '../type.js'
import { weight } from '../types/common.js'
import { dispatchError, dispatchResult } from '../types/dispatch.js'
import { runtimeCall } from '../types/outer.js'
import { originCaller } from '../types/system.js'

export const utilityPallet = pallet('Utility', 11, 'pallet_subtensor_utility', {
  calls: {
    batch: call(0, { calls: vec(runtimeCall) }),
    as_derivative: call(1, { index: u16, call: runtimeCall }),
    batch_all: call(2, { calls: vec(runtimeCall) }),
    dispatch_as: call(3, { as_origin: originCaller, call: runtimeCall }),
    force_batch: call(4, { calls: vec(runtimeCall) }),
    with_weight: call(5, { call: runtimeCall, weight: weight }),
    if_else: call(6, { main: runtimeCall, fallback: runtimeCall }),
    dispatch_as_fallible: call(7, { as_origin: originCaller, call: runtimeCall }),
  },
  events: {
    BatchInterrupted: event(0, { index: u32, error: dispatchError }),
    BatchCompleted: event(1),
    BatchCompletedWithErrors: event(2),
    ItemCompleted: event(3),
    ItemFailed: event(4, { error: dispatchError }),
    DispatchedAs: event(5, { result: dispatchResult }),
    IfElseMainSuccess: event(6),
    IfElseFallbackCalled: event(7, { main_error: dispatchError }),
  },
  errors: ['TooManyCalls', 'InvalidDerivedAccount'],
  constants: {
    batched_calls_limit: constant(u32, 10922),
  },
})

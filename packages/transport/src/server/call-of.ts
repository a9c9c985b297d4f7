import type { LiveWork } from '../http/live-signals.js'
import type { Call, Caller } from './handlers.js'

const workKey = Symbol('work')

interface WorkingCall {
  readonly [workKey]: LiveWork
}

/** One getter for all calls: with one of its own, each call would stay until old memory is collected, with all that it refers to. */
const signal: PropertyDescriptor & ThisType<WorkingCall> = {
  enumerable: true,
  configurable: true,
  get() {
    return this[workKey].signal
  },
}

/** Returns the call of some work, whose signal is made on first use. A copy by spreading has the signal too. */
export function callOf<Input>(input: Input, caller: Caller, work: LiveWork): Call<Input> {
  const call = { input, caller }
  Object.defineProperty(call, workKey, { value: work })
  return Object.defineProperty(call, 'signal', signal) as Call<Input>
}

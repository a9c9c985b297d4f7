import { expect, it } from 'vitest'
import { createLiveSignals } from '../http/live-signals.js'
import { callOf } from './call-of.js'

const caller = { hotkey: '5Grw' }
const open = () => {
  const work = createLiveSignals().open()
  return { work, call: callOf({ prompt: 'Hi' }, caller, work) }
}

it('has the signal of its work, whichever way a handler takes it', () => {
  const { work, call } = open()
  const { signal } = call
  const copies = [call, { ...call }, Object.assign({}, call), Object.create(call), new Proxy(call, {})]
  expect(copies.map((copy) => copy.signal === signal)).toEqual(copies.map(() => true))
  expect(signal).toBe(work.signal)
})

it('shows input, caller and signal only', () => {
  const { call } = open()
  expect(Object.keys(call)).toEqual(['input', 'caller', 'signal'])
  expect(Reflect.ownKeys({ ...call })).toEqual(['input', 'caller', 'signal'])
})

it('makes no signal before one is asked for', () => {
  const { work, call } = open()
  expect(call.input).toEqual({ prompt: 'Hi' })
  work.abort(new Error('gone'))
  expect(work.heard).toBeUndefined()
  expect(call.signal.aborted).toBe(true)
})

it('defect: calls share one getter, so that no call stays until old memory is collected', () => {
  const getters = [open(), open()].map(({ call }) => Object.getOwnPropertyDescriptor(call, 'signal')?.get)
  expect(getters[0]).toBe(getters[1])
})

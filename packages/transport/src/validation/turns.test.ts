import { expect, it } from 'vitest'
import { createTurns } from './turns.js'

function fixture() {
  let time = 0
  const deferred: (() => void)[] = []
  const turns = createTurns({ sliceMs: 4, now: () => time, defer: (callback) => deferred.push(callback) })
  return {
    turns,
    pass: (ms: number) => {
      time += ms
    },
    loop: async () => {
      for (const callback of deferred.splice(0)) callback()
      await Promise.resolve()
    },
  }
}

it('a turn is over for everybody together', () => {
  const { turns, pass } = fixture()
  expect(turns.isOver()).toBe(false)
  pass(3)
  expect(turns.isOver()).toBe(false)
  pass(1)
  expect(turns.isOver()).toBe(true)
})

it('one at a time goes on, first the one with the fewest turns', async () => {
  const { turns, pass, loop } = fixture()
  const order: string[] = []
  const wait = (name: string, job: { turns: number }) => turns.next(job).then(() => order.push(name))
  wait('long', { turns: 7 })
  wait('new', { turns: 0 })
  wait('second', { turns: 1 })
  pass(9)
  await loop()
  expect(order).toEqual(['new'])
  expect(turns.isOver()).toBe(false)
  await loop()
  await loop()
  expect(order).toEqual(['new', 'second', 'long'])
})

import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createLine } from './line.js'

function fakeSocket() {
  const seen: string[] = []
  const note = (what: string) => () => void seen.push(what)
  return { seen, pause: note('pause'), resume: note('resume'), terminate: note('cut') }
}

test('the first message is answered at once, the others in turns of their own', async () => {
  const answered: string[] = []
  const line = createLine(fakeSocket(), (text) => void answered.push(text))
  for (const text of ['a', 'b', 'c']) line.add(text)
  expect(answered).toEqual(['a'])
  for (let turns = 0; turns < 4; turns++) await nextTurn()
  line.add('d')
  expect(answered).toEqual(['a', 'b', 'c', 'd'])
})

test('no more is read from a client whose messages pile up, until they are answered', async () => {
  const socket = fakeSocket()
  const open: (() => void)[] = []
  const line = createLine(socket, () => new Promise((resolve) => open.push(resolve)))
  for (let count = 0; count < 65; count++) line.add('text')
  expect(socket.seen.filter((what) => what === 'pause')).toHaveLength(1)
  socket.seen.length = 0
  while (open.length > 0) {
    open.pop()?.()
    await nextTurn()
    await nextTurn()
  }
  expect(socket.seen).toEqual(['resume'])
})

test('messages of a client that is gone are forgotten', async () => {
  const answered: string[] = []
  const line = createLine(fakeSocket(), (text) => void answered.push(text))
  for (const text of ['a', 'b']) line.add(text)
  line.end()
  await nextTurn()
  await nextTurn()
  expect(answered).toEqual(['a'])
})

test('an answer that fails ends the connection, not the devnet', async () => {
  const socket = fakeSocket()
  createLine(socket, () => Promise.reject(new Error('fault'))).add('a')
  await nextTurn()
  expect(socket.seen).toContain('cut')
})

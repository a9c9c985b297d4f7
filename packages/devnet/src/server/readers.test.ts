import { expect, test } from 'vitest'
import { isAlive, sendTo, sweep } from './readers.js'

function fakeReader(bufferedAmount: number) {
  const seen: string[] = []
  const base = { OPEN: 1 as const, readyState: 1 as const, bufferedAmount }
  return {
    ...base,
    seen,
    send: (text: unknown) => void seen.push(String(text)),
    ping: () => void seen.push('ping'),
    terminate: () => void seen.push('cut'),
  }
}
const mebi = 1024 * 1024

test.each<[string, number, number[], string]>([
  ['that reads is sent to', 0, [], 'text'],
  ['with some unread bytes is sent to', 31 * mebi, [], 'text'],
  ['with too many unread bytes is cut off', 33 * mebi, [], 'cut'],
  ['is cut off when too much is unread in all', 2 * mebi, Array(9).fill(30 * mebi), 'cut'],
  ['that reads is not cut off for the others', mebi, Array(9).fill(30 * mebi), 'text'],
])('a client %s', (_, unread, others, result) => {
  const reader = fakeReader(unread)
  sendTo(reader, 'text', [reader, ...others.map(fakeReader)])
  expect(reader.seen).toEqual([result])
})

test('a half-open connection is cut off at the second sweep, one that answers stays', () => {
  const [open, gone] = [fakeReader(0), fakeReader(0)]
  sweep([open, gone])
  isAlive(open)
  sweep([open, gone])
  expect(gone.seen).toEqual(['ping', 'cut'])
  expect(open.seen).toEqual(['ping', 'ping'])
})

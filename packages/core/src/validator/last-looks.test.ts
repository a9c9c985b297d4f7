import { expect, test } from 'vitest'
import { createLastLooks } from './last-looks.js'

function later() {
  let [resolve, reject] = [(_: boolean) => {}, (_: Error) => {}]
  const promise = new Promise<boolean>((...ends) => {
    ;[resolve, reject] = ends
  })
  return { promise, resolve, reject }
}

test('jobs of a round that run at the same time share one look, after the last of them', async () => {
  const looks = createLastLooks()
  const seen: string[] = []
  const [first, second, other] = [later(), later(), later()]
  const run = (round: number, { promise }: { promise: Promise<boolean> }) =>
    looks.run(
      round,
      () => promise,
      async () => void seen.push(`round ${round}`),
    )
  const jobs = [run(1, first), run(1, second), run(2, other)]
  first.resolve(true)
  await jobs[0]
  expect(seen).toEqual([])
  // It asks for nothing: the look is that of the first.
  second.resolve(false)
  await jobs[1]
  expect(seen).toEqual(['round 1'])
  other.resolve(false)
  await jobs[2]
  expect(seen).toEqual(['round 1'])
})

test('a job that fails last still looks for those before it', async () => {
  const looks = createLastLooks()
  const failing = later()
  let looked = 0
  const look = async () => {
    looked += 1
  }
  const failed = looks.run(1, () => failing.promise, look)
  await looks.run(1, async () => true, look)
  expect(looked).toBe(0)
  failing.reject(new Error('the database is gone'))
  await expect(failed).rejects.toThrow()
  expect(looked).toBe(1)
})

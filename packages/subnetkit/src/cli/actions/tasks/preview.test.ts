import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { runInProcess } from '../../testing/cli.js'

const module = fileURLToPath(new URL('../../offline/testing/offline-module.ts', import.meta.url))

interface Preview {
  readonly families: readonly { readonly name: string; readonly share: number; readonly shared: boolean }[]
  readonly tasks: readonly {
    readonly id: string
    readonly input: { readonly a: number; readonly b: number }
    readonly truth: { readonly sum: string }
    readonly truthIsExact: boolean
  }[]
}

const preview = async (...options: string[]) =>
  (await runInProcess(['tasks', 'preview', module, '--json', ...options])).json<Preview>()

test('each family has its share by weight, and tasks with their truth', async () => {
  const { families, tasks } = await preview('--count', '3')
  expect(families).toMatchObject([
    { name: 'sum', share: 0.75, shared: false },
    { name: 'price', share: 0.25, shared: true },
  ])
  expect(tasks.map(({ id }) => id)).toEqual(['sum-0', 'sum-1', 'sum-2', 'price-0', 'price-1', 'price-2'])
  const [first] = tasks
  expect(first?.truth.sum).toBe(String((first?.input.a ?? 0) + (first?.input.b ?? 0)))
  expect(tasks.map(({ truthIsExact }) => truthIsExact)).toEqual([false, false, false, true, true, true])
})

test('the same seed and hotkey draw the same tasks, alone and among other families', async () => {
  const bob = '5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty'
  const [one, same, seeded, other] = await Promise.all([
    preview(),
    preview(),
    preview('--seed', '2'),
    preview('-H', bob),
  ])
  expect(same).toEqual(one)
  expect(seeded.tasks).not.toEqual(one.tasks)
  const of = ({ tasks }: Preview, family: string) => tasks.filter(({ id }) => id.startsWith(family))
  expect(of(other, 'sum')).not.toEqual(of(one, 'sum'))
  expect((await preview('--family', 'price', '--count', '1')).tasks).toEqual(of(one, 'price').slice(0, 1))
})

test('people see who gets which tasks, the truth that JSON loses, and long values cut', async () => {
  const { stdout } = await runInProcess(['tasks', 'preview', module])
  expect(stdout).toMatch(/price +guess +25\.0 % +1\.00 +the same tasks/)
  expect(stdout).toMatch(/truth {2}\{ sum: \d+n \}/)
  const text = fileURLToPath(new URL('../../../../../subnet-text/src/subnet.ts', import.meta.url))
  const long = await runInProcess(['tasks', 'preview', text, '--family', 'quotation', '--count', '1'])
  expect(long.stdout).toMatch(/\d+ more characters/)
  expect(long.stdout).toMatch(/quotation-0 calls complete · input \d+ B/)
})

test('an unknown family and a mechanism that the subnet lacks are refused', async () => {
  const lost = await runInProcess(['tasks', 'preview', module, '--json', '--family', 'sums'])
  expect(lost.code).toBe(2)
  expect(lost.json()).toMatchObject({ error: { code: 'USAGE' } })
})

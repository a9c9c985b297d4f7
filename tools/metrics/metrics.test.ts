import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createMetricSet, type MetricSpec } from '@subnetkit/transport/operate'
import { describe, expect, test } from 'vitest'
import { root } from '../boundaries/workspace.js'
import { hasPromtool, noPromtool, promtool } from './promtool.js'
import { allMetrics } from './table.js'

/** Sources of the packages that have metrics, without tests and without the catalogue. */
const sources = ['packages/transport/src', 'packages/subnetkit/src'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !/\.test\.ts$|(^|\/)metrics\/catalogue\.ts$/.test(path))
    .map((path) => [path, readFileSync(join(root, folder, path), 'utf8')] as const),
)

test.each(allMetrics.map(([name]) => name))('%s is written by a process', (name) => {
  const users = sources.filter(([, text]) =>
    new RegExp(`\\.${name}\\s*\\.(add|set|observe|follow)\\(`).test(text),
  )
  expect(users).not.toHaveLength(0)
})

test('no metric exists besides those of the catalogue: one file makes them', () => {
  const makers = sources.filter(([, text]) =>
    /\bnew (client\.)?(Counter|Gauge|Histogram|Summary)\b/.test(text),
  )
  expect(makers.map(([path]) => path)).toEqual(['metrics/metric-set.ts'])
  const names = allMetrics.map(([name]) => name)
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
})

describe.each(allMetrics)('%s', (name, { type, unit, help, labels, buckets }) => {
  test('has a name of its kind, a unit, a sentence of help and bounded labels', () => {
    expect(name).toMatch(/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/)
    expect(name.endsWith('_total')).toBe(type === 'counter')
    expect(name).not.toMatch(/_(count|sum|bucket|info)$/)
    for (const word of ['seconds', 'bytes'])
      if (unit === word) expect(name).toMatch(new RegExp(`_${word}(_total)?$`))
    expect(help).toMatch(/\.$/)
    expect(buckets !== undefined).toBe(type === 'histogram')
    expect([...(buckets ?? [])].sort((a, b) => a - b)).toEqual(buckets ?? [])
    for (const [label, values] of Object.entries(labels)) {
      expect(label).not.toMatch(/hotkey|address|peer|path|^le$/)
      if (typeof values !== 'string') expect(values.length).toBeLessThan(20)
    }
  })
})

/** All metrics with a value for each label. */
async function filled(): Promise<string> {
  const specs = Object.fromEntries(allMetrics) as Record<string, MetricSpec>
  const { metrics, text } = await createMetricSet(specs, { refresh() {} })
  for (const [name, { type, labels }] of allMetrics) {
    const values = Object.fromEntries(
      Object.entries(labels).map(([label, list]) => [
        label,
        typeof list === 'string' ? 'CODE' : (list[0] ?? ''),
      ]),
    )
    const handle = metrics[name] as unknown as Record<string, (value: number, labels: object) => void>
    handle[{ counter: 'add', gauge: 'set', histogram: 'observe' }[type]]?.(1, values)
  }
  return text()
}

test.skipIf(!hasPromtool)(
  `promtool check metrics has nothing to say (${hasPromtool ? 'found' : noPromtool})`,
  async () => {
    expect(await promtool(['check', 'metrics'], {}, await filled())).toEqual({ status: 0, output: '' })
  },
)

test('defect: a value that a label does not have makes no series', async () => {
  const { metrics, text } = await createMetricSet(
    {
      a_total: { type: 'counter', unit: 'x', help: 'A.', labels: { kind: ['one'], code: 'code' } },
    } as const,
    { refresh() {} },
  )
  for (let index = 0; index < 1_000; index++) {
    metrics.a_total.add(1, { kind: `5Hotkey${index}`, code: `CODE_${index}` })
    metrics.a_total.add(1, { kind: 'one', code: `not a code ${index}` })
  }
  const series = (await text()).split('\n').filter((line) => line.startsWith('a_total'))
  expect(series.length).toBeLessThan(210)
  expect(series.join('\n')).not.toContain('5Hotkey')
})

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runCli } from 'subnetkit/cli'
import { describe, expect, test } from 'vitest'
import { root } from '../boundaries/workspace.js'
import { alertGroups, allAlerts } from './all-alerts.js'
import { expressionsOf } from './dashboard/dashboard.js'
import { rows } from './dashboard/rows.js'
import { flawsOf, selectorsOf } from './expressions.js'
import { hasPromtool, noPromtool, promtool } from './promtool.js'
import { ruleTests, withLabels } from './rule-tests.js'
import { kit, writtenFiles } from './written.js'

const written = await writtenFiles()

test.each(Object.entries(written))('%s is as npm run metrics writes it', (path, text) => {
  expect(readFileSync(join(root, path), 'utf8')).toBe(text)
})

test('names of alerts are used once, and each has a heading of its own in the runbook', () => {
  const names = allAlerts.map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
  const headings = written['docs/alerts.md']?.match(/(?<=^### )\w+$/gm)
  expect(headings).toEqual(names)
})

describe.each(allAlerts)(
  '$name',
  ({ name, expr, summary, fix, meaning, causes, commands, fires, silent }) => {
    test('reads metrics of the catalogue, and its tests feed them', () => {
      expect(name).toMatch(/^([A-Z][a-z0-9]+)+$/)
      expect([expr, ...Object.keys(fires.series), ...Object.keys(silent.series)].flatMap(flawsOf)).toEqual([])
      const read = selectorsOf(expr).map((one) => one.name)
      const fed = Object.keys(fires.series).map((series) => series.replace(/\{.*/, ''))
      expect(fed.filter((one) => !read.includes(one))).toEqual([])
    })

    test('says what it means and what to do', () => {
      expect(summary).not.toMatch(/\.$/)
      for (const sentence of [fix, meaning, ...causes]) expect(sentence).toMatch(/\.$/)
      expect(fix).toMatch(/^[A-Z][a-z]+ /)
      expect(causes).not.toEqual([])
    })

    test.each(commands.filter((line) => line.startsWith('subnet ')))('%s is a command', async (line) => {
      const [, ...words] = line.split(' ')
      const first = words.findIndex((word) => /^[-<]/.test(word))
      const command = first === -1 ? words : words.slice(0, first)
      const texts: string[] = []
      const stdout = { write: (text: string) => texts.push(text), columns: 200 }
      await runCli([...command, '--help'], { stdout, stderr: { write() {} }, env: {}, prompter: null })
      const help = texts.join('')
      expect(help).toContain(`subnet ${command.join(' ').replace('miner-test', 'miner test')}`)
      for (const option of words.filter((word) => word.startsWith('--'))) expect(help).toContain(option)
    })
  },
)

describe('the dashboard', () => {
  const expressions = expressionsOf(rows)

  test.each(expressions)('%s reads metrics of the catalogue', (expr) => expect(flawsOf(expr)).toEqual([]))

  test('has panels that do not overlap, with an id of their own', () => {
    const { panels } = JSON.parse(written[`${kit}/dashboard.json`] ?? '') as {
      readonly panels: readonly { id: number; gridPos: { x: number; y: number; w: number; h: number } }[]
    }
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length)
    const taken = new Set<string>()
    for (const { gridPos } of panels)
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++)
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
          expect([x < 24, taken.has(`${x} ${y}`)]).toEqual([true, false])
          taken.add(`${x} ${y}`)
        }
  })

  test.skipIf(!hasPromtool)(
    `promtool reads each expression (${hasPromtool ? 'found' : noPromtool})`,
    async () => {
      const rules = expressions.map((expr, index) => ({ record: `panel_${index}`, expr }))
      const files = { 'rules.yml': JSON.stringify({ groups: [{ name: 'dashboard', rules }] }) }
      expect(await promtool(['check', 'rules', 'rules.yml'], files)).toMatchObject({ status: 0 })
    },
  )
})

describe.skipIf(!hasPromtool)(`promtool (${hasPromtool ? 'found' : noPromtool})`, () => {
  const named = (name: string) => written[`${kit}/${name}`] ?? ''
  const shipped = { 'alerts.yml': named('alerts.yml'), 'prometheus.yml': named('prometheus.yml') }

  test('accepts the rules and the configuration', async () => {
    const rules = await promtool(['check', 'rules', 'alerts.yml'], shipped)
    expect(rules).toMatchObject({
      status: 0,
      output: expect.stringContaining(`${allAlerts.length} rules found`),
    })
    expect(await promtool(['check', 'config', 'prometheus.yml'], shipped)).toMatchObject({ status: 0 })
  })

  test('sees each alert fire in one case and not in another', async () => {
    const files = ruleTests(alertGroups)
    const names = Object.keys(files).filter((name) => name.endsWith('.test.yml'))
    const { status, output } = await promtool(['test', 'rules', ...names], files)
    expect(output).not.toMatch(/FAILED/)
    expect([status, output.match(/SUCCESS/g)?.length]).toEqual([0, allAlerts.length])
  })

  test('defect: a critical event was missed if the process had started again since the last one', async () => {
    const alert = allAlerts.find(({ name }) => name === 'RevealMissed')!
    const seen = (counter: string, cpu: string, at: string, count: number) => ({
      interval: '1m',
      input_series: [
        { series: withLabels('weights_refused_total{code="WEIGHTS_REVEAL_MISSED"}'), values: counter },
        { series: withLabels('process_cpu_seconds_total'), values: cpu },
      ],
      promql_expr_test: [
        {
          expr: `count(${alert.expr}) or vector(0)`,
          eval_time: at,
          exp_samples: [{ labels: '{}', value: count }],
        },
      ],
    })
    // One miss; seven hours later a restart; an hour later another miss.
    const tests = [
      seen('1x420 _x60 1x60', '0+1x420 0+1x120', '500m', 1),
      // The same without a restart, and without another miss.
      seen('1x540', '0+1x540', '500m', 0),
      seen('1x420 _x120', '0+1x420 0+1x120', '500m', 0),
    ]
    const { status, output } = await promtool(['test', 'rules', 'rose.test.yml'], {
      'rose.test.yml': JSON.stringify({ rule_files: [], tests }),
    })
    expect([status, output]).toEqual([0, expect.stringContaining('SUCCESS')])
  })

  test('defect: one failed request of a quiet gateway was a critical alert', async () => {
    const alert = allAlerts.find(({ name }) => name === 'GatewayErrors')!
    const tests = [
      {
        interval: '1m',
        input_series: [
          {
            series: withLabels(
              'gateway_requests_total{subnet="text",endpoint="chat",mode="plain",status="503"}',
            ),
            values: '0x10 1x30',
          },
        ],
        promql_expr_test: [
          {
            expr: `count(${alert.expr}) or vector(0)`,
            eval_time: '16m',
            exp_samples: [{ labels: '{}', value: 0 }],
          },
        ],
      },
    ]
    const { status, output } = await promtool(['test', 'rules', 'quiet.test.yml'], {
      'quiet.test.yml': JSON.stringify({ rule_files: [], tests }),
    })
    expect([status, output]).toEqual([0, expect.stringContaining('SUCCESS')])
  })

  test('notices an alert that no longer fires, and one that always does', async () => {
    for (const change of ['> 0.5', '> 100', '>= 0.5']) {
      const groups = alertGroups.map((group) => ({
        ...group,
        alerts: group.alerts
          .filter(({ name }) => name === 'EventLoopSlow')
          .map((alert) => ({ ...alert, expr: alert.expr.replace('> 0.5', change) })),
      }))
      const { status } = await promtool(['test', 'rules', 'EventLoopSlow.test.yml'], ruleTests(groups))
      expect([change, status]).toEqual([change, change === '> 0.5' ? 0 : 1])
    }
  })
})

test.each([
  [
    'sum by (instance) (rate(queries_total{outcome="scord"}[5m]))',
    ['outcome of queries_total is never scord'],
  ],
  ['query_seconds > 1', ['query_seconds is a histogram']],
  ['queries > 1 or vtrust{uid="1"}', ['no metric queries', 'vtrust has no label uid']],
  ['up == 0 and on (job) increase(query_seconds_bucket{le="5"}[1h]) > 0 unless registered offset 5m', []],
])('flaws of %s', (expr, flaws) => expect(flawsOf(expr)).toEqual(flaws))

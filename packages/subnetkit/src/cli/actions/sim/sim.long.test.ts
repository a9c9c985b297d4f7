import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { runInProcess } from '../../testing/cli.js'
import { startProcess } from '../../testing/process.js'

const moduleAt = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const leaky = moduleAt('testing/leaky-lab.ts')
const small = ['--epochs', '4', '--honest', '4', '--validators', '2', '--seed', '7']
const alone = [...small, '--processes', '1']

interface Report {
  readonly agents: readonly { readonly name: string; readonly ratio: { readonly mean: number } }[]
  readonly gate: {
    readonly passes: boolean
    readonly findings: readonly { readonly agent: string; readonly passes: boolean }[]
  }
}

test('a rubric with a leak fails the gate, and passes without the cheat that uses it', async () => {
  const failed = await runInProcess(['sim', leaky, '--gate', '--json', ...alone])
  expect(failed.code).toBe(1)
  const { gate } = failed.json<Report>()
  expect(gate.findings[0]).toMatchObject({ agent: 'reader', passes: false, limit: 1 })
  const passed = await runInProcess([
    'sim',
    leaky,
    '--gate',
    ...alone,
    '--agent',
    'silent',
    '--agent',
    'guesser',
  ])
  expect(passed.code).toBe(0)
  expect(passed.stdout).toMatch(/honest +1\.00/)
  expect(passed.stdout).not.toContain('reader')
})

test('one process and two give the same report', async () => {
  const alike = (await runInProcess(['sim', leaky, '--json', ...alone])).json<Report>()
  const process = startProcess(['sim', leaky, '--json', ...small, '--processes', '2'])
  expect(await process.ended).toBe(0)
  expect(JSON.parse(process.stdout())).toEqual(alike)
})

test('a sweep plays once for each value, and refuses what is no setting', async () => {
  const swept = await runInProcess(['sim', leaky, '--json', ...alone, '--sweep', 'burnShare=0,0.5'])
  const { setting, values } = swept.json<{
    setting: string
    values: { value: string; report: { burned: { mean: number } } }[]
  }>()
  expect(setting).toBe('burnShare')
  expect(values.map(({ value }) => value)).toEqual(['0', '0.5'])
  expect(values[0]?.report.burned.mean).toBe(0)
  expect(values[1]?.report.burned.mean).toBeGreaterThan(0.3)
  for (const sweep of ['immunity=1..5', 'kappa=much', 'tempo=', 'burnShare=2']) {
    const { code } = await runInProcess(['sim', leaky, '--json', ...alone, '--sweep', sweep])
    expect(code, sweep).toBe(2)
  }
})

test('agents are listed, unknown ones and modules without a lab are refused', async () => {
  const listed = await runInProcess(['sim', leaky, '--list', '--json'])
  expect(listed.json<readonly { readonly name: string }[]>().map(({ name }) => name)).toContain('reader')
  const unknown = await runInProcess(['sim', leaky, '--agent', 'copyer', '--json'])
  expect(unknown.code).toBe(2)
  expect(unknown.json()).toMatchObject({ error: { code: 'USAGE', fix: expect.stringContaining('copier') } })
  const subnet = await runInProcess(['sim', moduleAt('testing/sums-subnet.ts'), '--json'])
  expect(subnet.json()).toMatchObject({ error: { code: 'LAB_NOT_EXPORTED' } })
})

test('the catalogue of exploits needs no module, and none of them pays here', async () => {
  const { code, json } = await runInProcess(['sim', '--exploits', '--epochs', '3', '--json'])
  const rows = json<readonly { readonly naive: { mean: number }; readonly ours: { mean: number } }[]>()
  expect(code).toBe(0)
  expect(rows.length).toBeGreaterThanOrEqual(13)
  for (const { naive, ours } of rows) expect(naive.mean).toBeGreaterThan(ours.mean)
})

interface Attack {
  readonly best: {
    readonly recipe: { readonly parts: readonly { readonly play: string }[] }
    readonly ratio: object
  }
  readonly plays: number
  readonly gate: { readonly pays: boolean; readonly passes: boolean }
  readonly replay: string
}

test('a search finds the leak, fails its gate, and its recipe earns the same when it is played again', async () => {
  const options = ['--epochs', '3', '--honest', '4', '--validators', '2', '--seed', '7', '--processes', '1']
  const attack = ['sim', leaky, '--attack', '--gate', '--budget', '30', '--seeds', '2', '--json', ...options]
  const found = await runInProcess(attack)
  expect(found.code).toBe(1)
  const { best, gate, plays, replay } = found.json<Attack>()
  expect(best.recipe.parts.map(({ play }) => play)).toContain('reader')
  expect(gate).toMatchObject({ pays: true, passes: false })
  expect(plays).toBe(42)
  const recipe = JSON.stringify(best.recipe)
  expect(replay).toContain(recipe)
  const again = await runInProcess(['sim', leaky, '--json', '--agent', recipe, '--seeds', '2', ...options])
  const { agents } = again.json<{ agents: { name: string; ratio: object }[] }>()
  expect(agents.find(({ name }) => name === 'mixture')?.ratio).toEqual(best.ratio)
})

test('an interrupted search prints the best so far', async () => {
  const command = startProcess(['sim', leaky, '--attack', '--budget', '1h', ...small, '--processes', '1'])
  while (!command.stderr().includes('screening')) await once(command.child.stderr!, 'data')
  command.child.kill('SIGINT')
  expect(await command.ended).toBe(130)
  expect(command.stdout()).toContain('the best so far')
  expect(command.stdout()).toContain('Play it again')
})

test('a gate that fails names the first epoch in which the cheat was ahead, and explain its reasons', async () => {
  const failed = await runInProcess(['sim', 'explain', leaky, '--gate', '--json', ...alone])
  const { story, explanation } = failed.json<{
    story: { agent: string; seed: number; lines: object[] }
    explanation: { agent: string; sentences: string[] }
  }>()
  expect(story).toMatchObject({ agent: 'reader', seed: 7 })
  expect(story.lines.length).toBeGreaterThan(0)
  expect(explanation.agent).toBe('reader')
  expect(explanation.sentences.join(' ')).toContain('of the work')
  const nobody = await runInProcess(['sim', leaky, '--explain', 'nobody', '--json', ...alone])
  expect(nobody.json()).toMatchObject({ error: { code: 'USAGE' } })
})

test.each([
  ['a budget without a search', ['--budget', '10']],
  ['a budget of nothing', ['--attack', '--budget', '0']],
  ['a gate over one seed', ['--gate', '--seeds', '1']],
  ['a search over one seed', ['--attack', '--seeds', '1']],
  ['a setting with several values', ['--set', 'tempo=100,200']],
  ['a setting that is none', ['--set', 'temp=100']],
  ['a dishonest validator that does not exist', ['--dishonest', 'ring']],
  ['more stake than there is', ['--dishonest-stake', '1']],
  ['a search with a page', ['--attack', '--html', 'page.html']],
  ['a recipe that is not JSON', ['--agent', '{parts']],
])('%s is refused', async (_, options) => {
  expect((await runInProcess(['sim', leaky, '--json', ...options, ...alone])).code).toBe(2)
})

const loop = ['sim', moduleAt('testing/looping-lab.ts'), ...small]
const looping = [...loop, '--processes', '2']

/** Processes of a command that are stuck. */
async function stuckOf(command: ReturnType<typeof startProcess>, count: number): Promise<readonly number[]> {
  const stuck = () => [...command.stderr().matchAll(/stuck in (\d+);/g)].map(([, pid]) => Number(pid))
  while (stuck().length < count) await once(command.child.stderr!, 'data')
  return stuck()
}

// One validator scores: its rounds were played by the command itself, which then never ended.
const oneScores = ['--validators', '1', '--dishonest', 'ring-validator']

test('defect: a rubric that never returns for an answer costs that kind of miner its slot, and the rest goes on', async () => {
  const own = [
    ...loop.filter((_, at) => loop[at] !== '--validators' && loop[at - 1] !== '--validators'),
    ...oneScores,
  ]
  const command = startProcess([...own, '--stall', '1', '--json', '--agent', 'looper', '--agent', 'lazy'])
  expect(await command.ended).toBe(0)
  const { agents } = JSON.parse(command.stdout()) as {
    agents: { name: string; trouble: string | null; malformed: number; earned: { mean: number } }[]
  }
  const looper = agents.find(({ name }) => name === 'looper')
  expect(looper).toMatchObject({ earned: { mean: 0 }, trouble: expect.stringContaining('did not return') })
  expect(looper?.malformed).toBeGreaterThan(0)
  expect(agents.filter(({ trouble }) => trouble !== null)).toHaveLength(1)
  expect(agents.find(({ name }) => name === 'honest')?.earned.mean).toBeGreaterThan(0)
})

test.each([
  ['an interrupt', 'SIGINT', 130],
  ['the end of the command by force', 'SIGKILL', null],
] as const)('defect: %s ends the processes of a rubric that never returns', async (_, signal, code) => {
  const command = startProcess([...looping, '--stall', '3600', '--agent', 'looper'])
  const stuck = await stuckOf(command, 2)
  try {
    command.child.kill(signal)
    // Its pipes close with the last process that holds them.
    expect(await command.ended).toBe(code)
  } finally {
    for (const pid of stuck) {
      try {
        process.kill(pid, 'SIGKILL')
      } catch {}
    }
  }
})

interface Validators {
  readonly values: readonly {
    readonly value: string
    readonly report: { readonly validators: readonly { name: string; stakeShare: { mean: number } }[] }
  }[]
}

test('dishonest validators are chosen, have the stake that is asked for, and settings of the chain count', async () => {
  const ring = ['--dishonest', 'ring-validator', '--agent', 'lazy', ...alone]
  const swept = await runInProcess(['sim', leaky, '--json', '--sweep', 'dishonestStake=0.1,0.4', ...ring])
  const shares = swept
    .json<Validators>()
    .values.map(({ value, report: { validators } }) => [
      value,
      ...validators.map(({ name, stakeShare }) => [name, Number(stakeShare.mean.toFixed(3))]),
    ])
  expect(shares).toEqual([
    ['0.1', ['validator', 0.9], ['ring-validator', 0.1]],
    ['0.4', ['validator', 0.6], ['ring-validator', 0.4]],
  ])
  const usual = await runInProcess(['sim', leaky, '--json', '--dishonest-stake', '0.4', ...ring])
  expect(usual.json<Validators['values'][number]['report']>().validators[1]?.stakeShare.mean).toBeCloseTo(0.4)
  const short = await runInProcess(['sim', leaky, '--json', ...ring, '--set', 'tempo=90'])
  const earned = ({ json }: typeof short) =>
    json<{ agents: { earned: { mean: number } }[] }>().agents.reduce((sum, one) => sum + one.earned.mean, 0)
  const long = await runInProcess(['sim', leaky, '--json', ...ring, '--set', 'tempo=180'])
  expect(earned(long) / earned(short)).toBeCloseTo(2, 0)
})

import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CliProcess, startProcess } from '../../testing/process.js'
import type { EditedMiner } from './edit/explain-edit.js'

/** Starts processes and a database, and waits for blocks. */
const longest = 400_000

const subnetOf = (criteria: string, version = 1) => `
import { criterion, defineSubnet, rubric, synapse, taskSource, z } from 'subnetkit'
const protocol = {
  add: synapse({ input: z.object({ a: z.int(), b: z.int() }), output: z.object({ sum: z.int() }), deadline: '4s' }),
}
const tasks = taskSource({
  protocol,
  families: [
    {
      name: 'sum',
      synapse: 'add',
      draw(random) {
        const [a, b] = [random.int(1, 1_000), random.int(1, 1_000)]
        return { input: { a, b }, truth: a + b }
      },
    },
  ],
  tasksPerMiner: 2,
})
export default defineSubnet({
  name: 'adder',
  version: ${version},
  protocol,
  tasks,
  rubric: rubric(tasks, { criteria: [${criteria}] }),
  hyperparameters: { commitReveal: false },
})
`
const correct = "criterion('correct', 1, ({ output, truth }) => (output.sum === truth ? 1 : 0))"
const even = "criterion('even', 1, ({ output }) => (output.sum % 2 === 0 ? 1 : 0))"

interface DevEvent {
  readonly event: string
  readonly [field: string]: unknown
}

const eventsOf = ({ stdout }: CliProcess): DevEvent[] =>
  stdout()
    .split('\n')
    .filter((line) => line.endsWith('}'))
    .map((line) => JSON.parse(line) as DevEvent)

/** The next event of a name after a number of others; a process that ended has none. */
async function next(
  run: CliProcess,
  name: string,
  after = 0,
  fits: (event: DevEvent) => boolean = () => true,
): Promise<DevEvent> {
  for (;;) {
    const found = eventsOf(run)
      .slice(after)
      .find((event) => event.event === name && fits(event))
    if (found) return found
    if (run.child.exitCode !== null) throw new Error(`ended without ${name}: ${run.stdout()} ${run.stderr()}`)
    await sleep(50)
  }
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

async function allGone(pids: readonly number[]): Promise<void> {
  while (pids.some(isAlive)) await sleep(50)
}

describe('subnet dev', () => {
  let folder = ''
  let module = ''
  const runs: CliProcess[] = []
  const dev = (...options: readonly string[]) => {
    const run = startProcess(['dev', module, '--port', '0', '--json', ...options], { built: true })
    runs.push(run)
    return run
  }

  beforeAll(async () => {
    const parent = fileURLToPath(new URL('../../../../dist', import.meta.url))
    await mkdir(parent, { recursive: true })
    folder = await mkdtemp(join(parent, 'dev-'))
    module = join(folder, 'src/subnet.ts')
    await mkdir(join(folder, 'src'))
    await writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'my-subnet', type: 'module' }))
    await writeFile(
      join(folder, 'src/miner.ts'),
      'export const handlers = { add: ({ input }) => ({ sum: input.a + input.b }) }\n',
    )
    await writeFile(module, subnetOf(correct))
  })
  afterAll(async () => {
    for (const { child } of runs) child.kill('SIGKILL')
    await rm(folder, { recursive: true, force: true })
  })

  it('pays, reloads without losing the chain, survives a broken module, and leaves nothing behind', {
    timeout: longest,
  }, async () => {
    const run = dev('--gateway', '--dashboard', ':0')
    const { pids: first } = await next(run, 'loaded')
    const { network } = await next(run, 'chain')
    const paid = await next(run, 'first-incentive')
    const { url, key } = await next(run, 'gateway')
    const body = { method: 'POST', body: '{"a":1,"b":2}', headers: { authorization: `Bearer ${key}` } }
    expect((await fetch(`${url}/subnets/adder/add`, body)).status).toBe(200)
    const dashboard = (await next(run, 'dashboard')).url as string
    const shown = async () => (await fetch(`${dashboard}/api/gateway`)).json()
    expect(await shown(), 'defects: nothing ran with a dashboard, and no gateway was shown').toMatchObject({
      result: { data: { status: { models: ['adder'], answered: 1, routes: [{}, {}, {}] }, trouble: null } },
    })
    const rowsOf = ({ rows }: DevEvent) =>
      rows as { manner: string; incentive: number; parts: object; average: number }[]
    const [own, , behind] = rowsOf(paid)
    expect([own?.manner, behind?.manner]).toEqual(['own handlers', 'one answer behind'])
    expect(own?.incentive).toBeGreaterThan(0)
    expect(behind?.incentive).toBe(0)

    let seen = eventsOf(run).length
    await writeFile(module, subnetOf(`${correct}, ${even}`, 2))
    const reloaded = await next(run, 'reloaded', seen)
    expect(reloaded).toMatchObject({ files: ['src/subnet.ts'], scores: 'continue', version: '2' })
    const edit = await next(run, 'edit', seen)
    expect(edit).toMatchObject({ kind: 'compared', leftOut: { otherTask: 0 }, troubles: [] })
    const best = (edit.miners as EditedMiner[]).find(({ before }) => before.rank === 1)
    expect(best).toMatchObject({ cause: { kind: 'criterion', name: 'even' }, because: expect.any(String) })
    seen = eventsOf(run).length
    // The first one may be what was scored of the round before.
    const round = await next(run, 'round', seen, (event) => 'even' in (rowsOf(event)[0]?.parts ?? {}))
    expect(round.block).toBeGreaterThan(paid.block as number)
    expect(eventsOf(run).filter(({ event }) => event === 'chain')).toMatchObject([{ network }])
    await allGone(first as number[])
    expect(await shown()).toMatchObject({ result: { data: { status: { answered: 1 }, trouble: null } } })

    seen = eventsOf(run).length
    await writeFile(module, 'export default defineSubnet({')
    expect(await next(run, 'reload-failed', seen)).toMatchObject({ code: 'MODULE_UNLOADABLE' })
    expect((reloaded.pids as number[]).every(isAlive)).toBe(true)
    expect(await readdir(join(folder, '.subnetkit/dev'))).toEqual([`${run.child.pid}`])

    // Neither edit ends loading; the newest one counts as soon as it is there.
    seen = eventsOf(run).length
    for (const stuck of ['await new Promise(() => setInterval(() => {}, 1_000))', 'for (;;) {}']) {
      await writeFile(module, stuck)
      await next(run, 'changed', seen)
      seen = eventsOf(run).length
    }
    await writeFile(module, subnetOf(correct, 3))
    expect(await next(run, 'reloaded', seen), 'defect: a stuck edit was waited for').toMatchObject({
      ...{ version: '3', files: ['src/subnet.ts'] },
    })
    expect(
      eventsOf(run)
        .slice(seen)
        .map(({ event }) => event),
    ).not.toContain('reload-failed')
    const { pids: last } = await next(run, 'reloaded', seen)

    run.child.kill('SIGINT')
    expect(await run.ended).toBe(130)
    const lastLine = run.stdout().trimEnd().split('\n').at(-1) ?? ''
    expect(JSON.parse(lastLine)).toMatchObject({ event: 'end' })
    await allGone([...(reloaded.pids as number[]), ...(last as number[])])
    expect(await readdir(join(folder, '.subnetkit/dev'))).toEqual([])
  })

  it('defects: edits before everything runs were not seen; mechanism 0 alone was run and shown. Killed, it leaves no process behind', {
    timeout: longest,
  }, async () => {
    const second =
      "mechanisms: { 1: { tasks, rubric: rubric(tasks, { criteria: [criterion('second', 1, () => 0.5)] }) } },"
    const two = (version: number) =>
      subnetOf(correct, version).replace('hyperparameters:', `${second}\n  hyperparameters:`)
    await writeFile(module, 'await new Promise(() => setInterval(() => {}, 1_000))')
    const run = dev()
    // The watch follows a file once a process imports it: this one is saved until then.
    for (let version = 2; !eventsOf(run).some(({ event }) => event === 'changed'); version += 1) {
      await writeFile(module, two(version))
      await sleep(300)
    }
    await next(run, 'loaded')
    await writeFile(module, two(999))
    const reloaded = await next(run, 'reloaded')
    expect(reloaded).toMatchObject({ version: '999' })
    const rowsOf = ({ rows }: DevEvent) => rows as { mechanism: number; parts: object }[]
    const isScored = (event: DevEvent) =>
      rowsOf(event).some(({ mechanism, parts }) => mechanism === 1 && 'second' in parts)
    const round = await next(run, 'round', 0, isScored)
    expect(rowsOf(round).map(({ mechanism }) => mechanism)).toEqual([0, 0, 0, 1, 1, 1])
    await next(run, 'weights-set', 0, ({ mechanism }) => mechanism === 1)
    run.child.kill('SIGKILL')
    await allGone(reloaded.pids as number[])
    expect(existsSync(join(folder, '.subnetkit/dev', `${run.child.pid}`))).toBe(true)
  })

  it('defect: left processes behind when it was killed while a module loops for ever', {
    timeout: longest,
  }, async () => {
    const file = join(folder, 'pids')
    await writeFile(
      module,
      `import { appendFileSync } from 'node:fs'\nappendFileSync(${JSON.stringify(file)}, process.pid + '\\n')\nfor (;;) {}`,
    )
    const run = dev()
    const pids = async () => (await readFile(file, 'utf8').catch(() => '')).split('\n').filter(Boolean)
    while ((await pids()).length < 2) await sleep(50)
    run.child.kill('SIGKILL')
    await allGone((await pids()).map(Number))
  })

  it('ends with the error of a module that does not load', { timeout: longest }, async () => {
    await writeFile(module, 'throw new Error("no model")')
    const run = dev()
    expect(await run.ended).toBe(1)
    expect(JSON.parse(run.stdout())).toMatchObject({ error: { code: 'MODULE_UNLOADABLE' } })
  })
})

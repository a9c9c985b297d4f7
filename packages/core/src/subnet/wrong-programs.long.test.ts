import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, test } from 'vitest'

const root = join(dirname(fileURLToPath(import.meta.url)), '../../../..')

const preamble = `
import { criterion, defineSubnet, factor, gate, latency, rubric, synapse, taskSource } from '@subnetkit/core'
import { z } from 'zod'

const protocol = {
  add: synapse({ input: z.object({ a: z.int(), b: z.int().default(3) }), output: z.object({ sum: z.int() }) }),
  say: synapse({ input: z.object({ text: z.string() }), output: z.object({ text: z.string() }) }),
}
const tasks = taskSource({
  protocol,
  families: [
    { name: 'sum', synapse: 'add', draw: (random) => ({ input: { a: random.int(0, 9) }, truth: 4 }) },
    { name: 'even', synapse: 'add', draw: () => ({ input: { a: 1 }, truth: { even: true } }) },
    { name: 'echo', synapse: 'say', draw: () => ({ input: { text: 'x' }, truth: 'x' }) },
  ],
})
const otherProtocol = {
  join: synapse({ input: z.object({ parts: z.array(z.string()) }), output: z.object({ joined: z.string() }) }),
}
const otherTasks = taskSource({
  protocol: otherProtocol,
  families: [{ name: 'join', synapse: 'join', draw: () => ({ input: { parts: ['a'] }, truth: 'a' }) }],
})
const otherRubric = rubric(otherTasks, {
  criteria: [criterion('right', 1, ({ output, truth }) => (output.joined === truth ? 1 : 0))],
})
const scored = rubric(tasks, { criteria: [criterion('prompt', 1, ({ latencyMs }) => (latencyMs < 9 ? 1 : 0))] })
`

/** Each is one mistake, at the line that is marked with `// here`. */
const mistakes: Readonly<Record<string, string>> = {
  'an unknown synapse in a scope': `
rubric(tasks, {
  gates: [gate('text', ({ latencyMs }) => latencyMs > 0)],
  criteria: [
    criterion('right', 1, { synapse: 'ad' }, ({ output, truth }) => { // here
      return output.sum === truth.even ? 1 : 0
    }),
  ],
})`,
  'an unknown family in a scope': `
rubric(tasks, {
  gates: [
    gate('text', { family: 'ech' }, ({ output }) => output.text !== ''), // here
  ],
  criteria: [criterion('right', 1, () => 1)],
  factors: [latency()],
})`,
  'an unknown family in the scope of a factor': `
rubric(tasks, {
  criteria: [criterion('right', 1, () => 1)],
  factors: [
    factor('short', { family: 'say' }, ({ output }) => output.text.length), // here
  ],
})`,
  'an output field that the synapse does not have': `
rubric(tasks, {
  criteria: [
    criterion('right', 1, { synapse: 'say' }, ({ output, truth }) =>
      output.txt === truth ? 1 : 0, // here
    ),
  ],
})`,
  'an output field before narrowing': `
rubric(tasks, {
  criteria: [
    criterion('right', 1, ({ output }) =>
      output.joined ? 1 : 0, // here
    ),
  ],
})`,
  'a truth of another family': `
rubric(tasks, {
  criteria: [
    criterion('right', 1, (answer) => {
      if (answer.synapse === 'say') return answer.output.text === answer.truth ? 1 : 0
      if (answer.family === 'sum') return answer.output.sum === answer.truth ? 1 : 0
      return answer.output.sum === answer.truth ? 1 : 0 // here
    }),
  ],
})`,
  'a criterion that returns a boolean': `
rubric(tasks, {
  criteria: [
    criterion('right', 1, { synapse: 'say' }, ({ output, truth }) => output.text === truth), // here
  ],
})`,
  'a rubric for other tasks': `
defineSubnet({
  name: 'x',
  version: 1,
  protocol,
  tasks,
  rubric: otherRubric, // here
})`,
  'a rubric for other tasks, in place': `
defineSubnet({
  name: 'x',
  version: 1,
  protocol,
  tasks,
  rubric: rubric(otherTasks, { // here
    criteria: [criterion('right', 1, ({ output, truth }) => (output.joined === truth ? 1 : 0))],
  }),
})`,
  'an unknown synapse in a rubric in place': `
defineSubnet({
  name: 'x',
  version: 1,
  protocol,
  tasks,
  rubric: rubric(tasks, {
    criteria: [
      criterion('right', 1, { synapse: 'join' }, ({ output, truth }) => (output.joined === truth ? 1 : 0)), // here
    ],
  }),
})`,
  'an output field in a rubric in place': `
defineSubnet({
  name: 'x',
  version: 1,
  protocol,
  tasks,
  rubric: rubric(tasks, {
    criteria: [
      criterion('right', 1, { family: 'sum' }, ({ output, truth }) =>
        output.total === truth ? 1 : 0, // here
      ),
    ],
  }),
})`,
  'a protocol that lacks what the tasks call': `
defineSubnet({
  name: 'x',
  version: 1,
  protocol: otherProtocol, // here
  tasks,
  rubric: scored,
})`,
  'a protocol with another schema': `
defineSubnet({
  name: 'x',
  version: 1,
  protocol: { ...protocol, add: synapse({ input: protocol.add.input, output: z.object({ sum: z.string() }) }) }, // here
  tasks,
  rubric: scored,
})`,
  'tasks that are no tasks': `
defineSubnet({
  name: 'x',
  version: 1,
  protocol,
  tasks: 'sum', // here
  rubric: scored,
})`,
  'an amount in TAO': `
defineSubnet({
  name: 'x',
  version: 1,
  protocol,
  tasks,
  rubric: scored,
  hyperparameters: { minBurn: 0.5 }, // here
})`,
  'a rubric without its tasks': `
rubric({ criteria: [criterion('right', 1, () => 1)] }) // here`,
  'a family of an unknown synapse': `
taskSource({
  protocol,
  families: [
    { name: 'sum', synapse: 'ad', draw: () => ({ input: { a: 1 }, truth: 4 }) }, // here
  ],
})`,
  'a family whose input its synapse does not take': `
taskSource({
  protocol,
  families: [
    { name: 'sum', synapse: 'add', draw: (random) => ({ input: { a: String(random.next()) }, truth: 4 }) }, // here
  ],
})`,
}

/** The field's type is unknown, so that a part's result is as well: inference must not go on from it. */
const parts: Readonly<Record<string, readonly [list: string, start: string, others: string]>> = {
  gate: ['gates', "gate('short', ", "criteria: [criterion('any', 1, () => 1)],"],
  criterion: ['criteria', "criterion('short', 1, ", ''],
  factor: ['factors', "factor('short', ", "criteria: [criterion('any', 1, () => 1)],"],
}
const scopes = { family: "{ family: 'echo' }", synapse: "{ synapse: 'say' }" }
const wrongFields = Object.entries(parts).flatMap(([part, [list, start, others]]) =>
  Object.entries(scopes).flatMap(([kind, scope]) =>
    ['output.txt', 'output.txt.length', 'output.txt + 1'].map((result) => [
      `defect: ${result} in a ${part} scoped by ${kind} was a page of errors`,
      `
rubric(tasks, {
  ${list}: [
    ${start}${scope}, ({ output }) => ${result}), // here
  ],
  ${others}
})`,
    ]),
  ),
)
const programs: Readonly<Record<string, string>> = { ...mistakes, ...Object.fromEntries(wrongFields) }

const names = Object.keys(programs)
const texts = names.map((name) => `${preamble}${programs[name]}\n`)
/** Diagnostics of each program, by its place in the list. */
const found = new Map<number, { line: number; message: string }[]>()

// One run of the compiler for all of them; two runs would take twice as long.
beforeAll(async () => {
  const parent = join(root, 'packages/core/dist')
  await mkdir(parent, { recursive: true })
  const folder = await mkdtemp(join(parent, 'wrong-'))
  try {
    await Promise.all(texts.map((text, index) => writeFile(join(folder, `${index}.ts`), text)))
    const compilerOptions = { composite: false, noEmit: true, declaration: false, declarationMap: false }
    const config = { extends: join(root, 'tsconfig.base.json'), compilerOptions, include: ['*.ts'] }
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config))
    for (const [index, diagnostic] of parseDiagnostics(await compile(folder))) {
      found.set(index, [...(found.get(index) ?? []), diagnostic])
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})

async function compile(folder: string): Promise<string> {
  const compiler = join(root, 'node_modules/.bin/tsc')
  const run = promisify(execFile)(compiler, ['-p', folder, '--pretty', 'false'], { cwd: folder })
  const { stdout } = await run.catch((error: { stdout: string }) => error)
  return stdout
}

/** One for each line that names a file; the indented lines after it belong to it. */
function parseDiagnostics(output: string) {
  return [...output.matchAll(/^(\d+)\.ts\((\d+),\d+\): error TS\d+: (.*(?:\n .*)*)/gm)].map(
    ([, index, line, message = '']) => [Number(index), { line: Number(line), message }] as const,
  )
}

describe('a wrong program is one short error at its own line', () => {
  test.each(names.map((name, index) => [name, index] as const))('%s', (_, index) => {
    const marked = texts[index]!.split('\n').findIndex((line) => line.includes('// here')) + 1
    expect(found.get(index)).toEqual([{ line: marked, message: expect.any(String) }])
    expect(found.get(index)![0]!.message.length).toBeLessThan(400)
  })

  test('that names what there is, or says what to do', () => {
    const messageOf = (name: string) => found.get(names.indexOf(name))?.[0]?.message
    expect(messageOf('an unknown synapse in a scope')).toContain('"add" | "say"')
    expect(messageOf('a rubric for other tasks')).toContain('give rubric() the tasks of this subnet')
    expect(messageOf('a protocol that lacks what the tasks call')).toContain('made for another protocol')
    expect(messageOf('an output field in a rubric in place')).toContain("'total' does not exist")
  })
})

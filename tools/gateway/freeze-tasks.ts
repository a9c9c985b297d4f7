import { createHash } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { brotliCompressSync } from 'node:zlib'

// Writes packages/gateway/src/testing/simulation/fixtures/text-tasks.json.br: 600 tasks of the text subnet as they stood at b6a6e2a, the answers of
// its built-in model and of its passage reader, and which of them were right. It runs that tree, unpacked with its packages:
//   npm run program -- tools/gateway/freeze-tasks.ts FOLDER OUT

interface Input {
  readonly prompt: string
  readonly maxTokens: number
  readonly temperature: number
  readonly seed: number
}
interface Task {
  readonly input: Input
  readonly truth: unknown
}
/** The parts of that tree which are used here. */
interface OldText {
  readonly correctness: (truth: unknown, completion: string) => 0 | 1
  readonly createBuiltinGenerator: () => Promise<{
    generate(options: Input): Promise<{ readonly completion: string }>
  }>
  readonly readPassage: (prompt: string) => string | undefined
  readonly tasks: { tasksFor(round: object, hotkey: string): readonly Task[] }
}

const [folder, out] = process.argv.slice(2)
if (folder === undefined || out === undefined) throw new Error('usage: freeze-tasks FOLDER OUT')
const entry = pathToFileURL(resolve(folder, 'packages/subnet-text/src/index.ts')).href
const { correctness, createBuiltinGenerator, readPassage, tasks } = (await import(entry)) as OldText

/** Samples at each temperature. */
const samples = 5
const secret = createHash('sha256').update('gateway').digest()
const asked = Array.from({ length: 150 }, (_, number) =>
  tasks.tasksFor({ netuid: 2, mechanism: 0, number, secret }, `hotkey-${number}`),
).flat()
const generator = await createBuiltinGenerator()

const frozen: object[] = []
for (const { input, truth } of asked) {
  const sampled = async (temperature: number, sample: number) => {
    const seed = (input.seed + sample * 0x9e37_79b9) >>> 0
    return (await generator.generate({ ...input, temperature, seed })).completion
  }
  const reader = readPassage(input.prompt)
  const answers = [reader ?? '', reader ?? (await sampled(0, 0))]
  for (const temperature of [1, 1.8])
    for (let sample = 1; sample <= samples; sample++) answers.push(await sampled(temperature, sample))
  const right = answers.map((answer) => correctness(truth, answer)).join('')
  frozen.push({ prompt: input.prompt, answers, right })
}
const arrangements = ['reader', 'both', ...[1, 1.8].flatMap((t) => Array(samples).fill(`model at ${t}`))]
const packed = brotliCompressSync(JSON.stringify({ arrangements, tasks: frozen }))
await writeFile(out, packed)
process.stdout.write(`${frozen.length} tasks, ${packed.length} bytes\n`)

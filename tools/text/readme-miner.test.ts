import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import textSubnet from '@subnetkit/subnet-text'
import { answerOf, type protocol } from '@subnetkit/subnet-text/protocol'
import { tasks } from '@subnetkit/subnet-text/tasks'
import { transform } from 'esbuild'
import { type Handlers, scoreAnswer } from 'subnetkit'
import { expect, test } from 'vitest'

const readme = new URL('../../packages/subnet-text/README.md', import.meta.url)
const secret = createHash('sha256').update('readme').digest()
const asked = Array.from({ length: 4 }, (_, number) =>
  tasks.tasksFor({ netuid: 2, mechanism: 0, number, secret }, 'a miner'),
).flat()

/** The miner of the README, which imports types only. */
async function readmeMiner(): Promise<Handlers<typeof protocol>> {
  const code = /^```ts\n\/\/ src\/my-miner\.ts\n(.*?)^```$/ms.exec(await readFile(readme, 'utf8'))?.[1]
  if (code === undefined) throw new Error('the README shows no miner')
  const module = await transform(code, { loader: 'ts', format: 'esm' })
  const url = `data:text/javascript;base64,${Buffer.from(module.code).toString('base64')}`
  const { handlers } = (await import(/* @vite-ignore */ url)) as { handlers: () => Handlers<typeof protocol> }
  return handlers()
}

test('the miner of the README earns all of what it knows, and its streams have an end', async () => {
  const miner = await readmeMiner()
  const known: number[] = []
  for (const task of asked) {
    const call = { input: task.input, signal: new AbortController().signal } as never
    if (task.synapse === 'stream') {
      const chunks: never[] = []
      for await (const chunk of miner.stream(call)) chunks.push(chunk as never)
      expect(answerOf(chunks).tokensUsed).toBeLessThanOrEqual(task.input.maxTokens)
      continue
    }
    const output = await miner.complete(call)
    const { value } = await scoreAnswer(textSubnet, { task, output, latencyMs: 50 } as never)
    if (['arithmetic', 'word-problem'].includes(task.family)) known.push(value)
  }
  expect(known.length).toBeGreaterThan(10)
  expect(new Set(known)).toEqual(new Set([1]))
})

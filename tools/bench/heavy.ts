import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { synapse } from '@subnetkit/core'
import { createMinerClient } from '@subnetkit/transport'
import { createKeypair } from '@subnetkit/wallet'
import { z } from 'zod'
import type { BenchRow } from './bench.js'

const script = fileURLToPath(new URL('heavy-miner.mjs', import.meta.url))
const keypair = createKeypair('//Alice')
const hotkey = createKeypair('//Bob').address
const honestCalls = 20

const item = z.object({ a: z.number(), b: z.string(), c: z.string(), d: z.number(), e: z.string() })
const text = z.string()
const tree: z.ZodType = z.lazy(() =>
  z.union([
    z.object({ left: tree, kind: z.literal('x') }),
    z.object({ left: tree, kind: z.literal('y') }),
    z.number(),
  ]),
)
/** Schemas by the path of their synapse, which begins with the name of the body. */
const schemas: Readonly<Record<string, z.ZodType>> = {
  'empty-objects': z.array(item),
  'numbers-strings': z.array(text),
  'members-record': z.record(text, item),
  'wide-keys': z.record(z.string().regex(/^a/), z.number()),
  'wide-strict': z.strictObject({ a: z.number() }),
  'wide-record': z.record(text, z.number()),
  'wide-intersection': z.intersection(z.record(text, z.number()), z.record(text, z.number())),
  'empty-union': z.array(z.union([item, z.object({ t: z.literal('x'), list: z.array(item) }), text])),
  'empty-unions': z.union([z.array(item), z.array(text), z.record(text, item)]),
  'tagged-options': z.array(
    z.discriminatedUnion('t', [item.extend({ t: z.literal(1) }), item.extend({ t: z.literal(2) })]),
  ),
  'lists-json': z.json(),
  'chain-tree': tree,
  'deep-unknown': z.unknown(),
  'empty-refine': z.array(z.object({}).refine(() => false)),
  'valid-transform': z.array(item.transform(({ a }) => a)),
  'valid-objects': z.array(item),
  'numbers-valid': z.array(z.number()),
}
/** Plain zod does not come to an end with these. */
const endless = new Set(['chain-tree'])

const ask = (output: z.ZodType) => synapse({ input: z.unknown(), output, deadline: '20s' })
const protocol = {
  ok: ask(z.object({ n: z.number() })),
  ...Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, ask(schema)])),
}

/** How long heavy answers of hostile miners hold the loop of a validator, beside zod in one go. */
export async function heavyBench(): Promise<BenchRow[]> {
  const child = spawn(process.execPath, [script], { stdio: ['pipe', 'pipe', 'inherit'] })
  try {
    const port = await portOf(child.stdout)
    await using client = createMinerClient({ protocol }, { keypair, sessions: 'off' })
    const query = (name: string) => client.query({ hotkey, host: '127.0.0.1', port }, name as 'ok', 1)
    const rows: BenchRow[] = []
    for (const [name, schema] of Object.entries(schemas)) {
      await query(name)
      for (const count of [1, 8]) rows.push(await measure(name, schema, count, query, port))
    }
    return rows
  } finally {
    child.stdin.end()
  }
}

async function measure(
  name: string,
  schema: z.ZodType,
  count: number,
  query: (name: string) => Promise<{ readonly kind: string }>,
  port: number,
): Promise<BenchRow> {
  let answered = 0
  const ours = await longestBlock(async () => {
    const heavy = Array.from({ length: count }, () => query(name))
    for (let call = 0; call < honestCalls; call += 1) {
      if ((await query('ok')).kind === 'ok') answered += 1
    }
    await Promise.all(heavy)
  })
  const body = await (await fetch(`http://127.0.0.1:${port}/${name}`, { method: 'POST' })).text()
  const theirs = endless.has(name)
    ? Number.POSITIVE_INFINITY
    : await longestBlock(async () => {
        for (let at = 0; at < count; at += 1) {
          const { error } = await schema
            .safeParseAsync(JSON.parse(body).result.data)
            .catch((error) => ({ error }))
          error?.issues?.map(({ message }: { message: string }) => message).join()
        }
      })
  return {
    name: `${count} x ${name} (${answered} of ${honestCalls} honest calls)`,
    value: `${ours.toFixed(1)} ms`,
    reference: `zod in one go ${theirs.toFixed(0)} ms`,
    ratio: `${(theirs / ours).toFixed(1)}×`,
  }
}

/** Longest time between two turns of the loop, in ms; of a busy machine, only the time that this process ran counts. */
async function longestBlock(work: () => Promise<unknown>): Promise<number> {
  await delay(50)
  let longest = 0
  let [last, lastCpu] = [performance.now(), cpuMs()]
  const timer = setInterval(() => {
    const [now, cpu] = [performance.now(), cpuMs()]
    longest = Math.max(longest, Math.min(now - last, cpu - lastCpu))
    ;[last, lastCpu] = [now, cpu]
  }, 1)
  await work()
  await delay(20)
  clearInterval(timer)
  return longest
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1_000
}

async function portOf(output: NodeJS.ReadableStream): Promise<number> {
  for await (const line of createInterface({ input: output }))
    return z.object({ port: z.number() }).parse(JSON.parse(line)).port
  throw new Error('the miner did not start')
}

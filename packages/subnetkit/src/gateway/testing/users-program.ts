import { setTimeout as sleep } from 'node:timers/promises'
import { createRandom } from '../../index.js'
import { userRequest } from './talker.js'

const { url, keys, seed, meanGapMs } = JSON.parse(process.argv[2]!) as {
  readonly url: string
  readonly keys: readonly string[]
  readonly seed: string
  readonly meanGapMs: number
}
const source = createRandom(Buffer.from(seed.padEnd(32)))
const random = () => source.int(0, 2 ** 31 - 1) / 2 ** 31

async function post(): Promise<void> {
  const key = keys[Math.floor(random() * keys.length)]!
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
  const body = JSON.stringify(userRequest(random))
  const answer = await fetch(`${url}/v1/chat/completions`, { method: 'POST', headers, body })
  const { error } = (await answer.json()) as { readonly error?: { readonly code: string } }
  process.stdout.write(`${error?.code ?? 'ok'}\n`)
}

let due = performance.now()
for (;;) {
  const isBurst = random() < 0.3
  due += -Math.log(1 - random()) * (isBurst ? 0.2 : 1.34) * meanGapMs
  const wait = due - performance.now()
  if (wait >= 1) await sleep(wait)
  post().catch((error: Error) => process.stdout.write(`${error.name}\n`))
}

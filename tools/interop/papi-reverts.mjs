// polkadot-api against a devnet that makes blocks on demand, and is reverted: prints one JSON object a step. Argument: endpoint.
// Runs where its packages are, which is not in this repository.
import { createClient } from 'polkadot-api'
import { getWsProvider } from 'polkadot-api/ws'
import { WebSocket } from 'ws'

const client = createClient(getWsProvider(process.argv[2], { websocketClass: WebSocket }))
const api = client.getUnsafeApi()
const send = (method, ...params) => client._request(method, params)

async function step(name, work) {
  try {
    await work()
    process.stdout.write(`${JSON.stringify({ step: name })}\n`)
  } catch (error) {
    process.stdout.write(`${JSON.stringify({ step: name, problem: String(error).slice(0, 400) })}\n`)
  }
}

let final
client.finalizedBlock$.subscribe(({ number }) => {
  final = number
})

/** Waits for what a condition says to become true. */
async function until(what, holds) {
  const end = performance.now() + 5_000
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`${what}, but the final block is ${final}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** Number of the final block, as its own storage has it; a client that hangs does not answer. */
const stored = () =>
  Promise.race([api.query.System.Number.getValue(), new Promise((resolve) => setTimeout(resolve, 5_000))])

/** The client sees this block as final, and can read it. */
async function expectFinal(number) {
  await until(`block ${number} is final`, () => final === number)
  await until(`block ${number} can be read`, async () => (await stored()) === number)
}

await step('a chain that begins', () => expectFinal(0))
// Blocks before a revert, and blocks made again after it; the same hashes come again.
let height = 0
for (const [before, after] of [
  [1, 1],
  [3, 2],
  [1, 3],
  [7, 1],
  [2, 2],
  [20, 5],
]) {
  await step(`${before} final blocks reverted, ${after} made again`, async () => {
    const snapshot = await send('dev_snapshot')
    await send('dev_mine', before)
    await expectFinal(height + before)
    await send('dev_revert', snapshot)
    await expectFinal(height)
    height += after
    await send('dev_mine', after)
    await expectFinal(height)
  })
}
client.destroy()
process.exit(0)

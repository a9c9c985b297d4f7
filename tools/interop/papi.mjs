// polkadot-api against a devnet: prints one JSON object a step. Argument: endpoint.
// Runs where its packages are, which is not in this repository.
import { sr25519CreateDerive } from '@polkadot-labs/hdkd'
import { DEV_PHRASE, entropyToMiniSecret, mnemonicToEntropy } from '@polkadot-labs/hdkd-helpers'
import { createClient, Enum } from 'polkadot-api'
import { getPolkadotSigner } from 'polkadot-api/signer'
import { getWsProvider } from 'polkadot-api/ws'
import { WebSocket } from 'ws'

const BOB = '5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty'

/** Methods that were called: polkadot-api falls back to older ones where a node lacks the new. */
const called = new Set()
const provider = getWsProvider(process.argv[2], { websocketClass: WebSocket })
const recorded = (onMessage, onHalt) => {
  const connection = provider(onMessage, onHalt)
  const send = (message) => {
    called.add(typeof message === 'string' ? JSON.parse(message).method : message.method)
    connection.send(message)
  }
  return { ...connection, send }
}
const client = createClient(recorded)
const api = client.getUnsafeApi()
const derive = sr25519CreateDerive(entropyToMiniSecret(mnemonicToEntropy(DEV_PHRASE)))
const alice = derive('//Alice')
const signer = getPolkadotSigner(alice.publicKey, 'Sr25519', alice.sign)

async function step(name, work) {
  try {
    await work()
    process.stdout.write(`${JSON.stringify({ step: name })}\n`)
  } catch (error) {
    process.stdout.write(`${JSON.stringify({ step: name, problem: String(error).slice(0, 400) })}\n`)
  }
}

function equal(actual, expected) {
  if (actual !== expected) throw new Error(`${actual} instead of ${expected}`)
}

const freeOf = async (account) => (await api.query.System.Account.getValue(account)).data.free

await step('storage', async () => equal(await api.query.SubtensorModule.NetworksAdded.getValue(1), true))
await step('storage entries', async () =>
  equal((await api.query.SubtensorModule.Keys.getEntries(1)).length, 1),
)
await step('constant', async () =>
  equal(typeof (await api.constants.Balances.ExistentialDeposit()), 'bigint'),
)
await step('runtime API', async () =>
  equal((await api.apis.SubnetInfoRuntimeApi.get_metagraph(1)).hotkeys.length, 1),
)
await step('block subscription', async () => {
  const seen = []
  await new Promise((resolve, reject) => {
    client.finalizedBlock$.subscribe({
      next: ({ number }) => seen.push(number) === 3 && resolve(),
      error: reject,
    })
  })
  equal(seen[2] - seen[0], 2)
})
await step('signed transfer, finalized', async () => {
  const before = await freeOf(BOB)
  const transfer = api.tx.Balances.transfer_keep_alive({ dest: Enum('Id', BOB), value: 5_000_000_000n })
  const { ok, events } = await transfer.signAndSubmit(signer)
  equal(ok, true)
  // The fee is withdrawn before.
  const isTransfer = ({ type, value }) => type === 'Balances' && value.type === 'Transfer'
  const { value } = events.find(isTransfer).value
  equal(value.to, BOB)
  equal(value.amount, 5_000_000_000n)
  equal((await freeOf(BOB)) - before, 5_000_000_000n)
})
await step('refused call, by name', async () => {
  const { ok, dispatchError } = await api.tx.SubtensorModule.start_call({ netuid: 99 }).signAndSubmit(signer)
  equal(ok, false)
  equal(dispatchError.value.value.type, 'SubnetNotExists')
})
await step('events of a block, decoded', async () => {
  const records = await api.query.System.Events.getValue()
  equal(
    records.some(({ event }) => event.type === 'System'),
    true,
  )
})
await step('entries, watched', async () => {
  const first = await new Promise((resolve, reject) => {
    api.query.SubtensorModule.NetworksAdded.watchEntries().subscribe({ next: resolve, error: reject })
  })
  equal(first.entries.length, 2)
})
await step('no legacy method', async () => {
  equal(
    [...called].filter((name) => !/^(chainHead|chainSpec|transaction|archive|rpc)_/.test(name)).join(),
    '',
  )
  equal(called.has('chainHead_v1_follow'), true)
})
client.destroy()
process.exit(0)

import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { runMiner } from '../../miner/run-miner.js'
import { sharedNow } from './programs.js'
import { createRecordingProxy } from './recording-proxy.js'
import { talkerSubnet } from './talker.js'

// A miner of the talker on a chain, behind a listener: says each request that it sees on a line, and before them that it serves.
const { network, netuid, hotkey } = JSON.parse(process.argv[2]!) as {
  readonly network: string
  readonly netuid: number
  readonly hotkey: string
}
const listener = createServer().listen(0, '127.0.0.1')
await once(listener, 'listening')
const { port } = listener.address() as AddressInfo
listener.close()
const proxy = await createRecordingProxy(port, sharedNow)
const handlers = {
  async complete() {
    // As long as a small model takes.
    await sleep(40)
    return { text: 'x' }
  },
}
await runMiner(talkerSubnet(1), handlers, {
  ...{ network, netuid, hotkey, port, log: false, axon: { host: '127.0.0.1', port: proxy.port } },
})
process.stdout.write('serving\n')
for (let said = 0; ; await sleep(200))
  for (; said < proxy.seen.length; said++) process.stdout.write(`${JSON.stringify(proxy.seen[said])}\n`)

import { fork } from 'node:child_process'
import { createCipheriv, createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createKeypair } from '@subnetkit/wallet'
import { createMinerClient } from 'subnetkit/miner'
import { openCatalogue } from '../../packages/subnet-storage/src/catalogue.js'
import { getFile } from '../../packages/subnet-storage/src/files/get.js'
import { createNetwork, type Host } from '../../packages/subnet-storage/src/files/network.js'
import { putFile, removeFile } from '../../packages/subnet-storage/src/files/put.js'
import { protocol } from '../../packages/subnet-storage/src/protocol.js'

// `npm run storage:gib -- [MiB]`: a file goes to six miners over HTTP and comes back, also while two of them are not asked. Exit
// code 0 only if every byte came back and memory stayed below the limit.

const megabytes = Number(process.argv[2] ?? 1_024)
const limit = 512 * 1_048_576
const miners = 6

/** Bytes that are the same each time and do not compress. */
async function* content() {
  const cipher = createCipheriv('aes-256-ctr', new Uint8Array(32), new Uint8Array(16))
  const zeros = new Uint8Array(1_048_576)
  for (let at = 0; at < megabytes; at++) yield cipher.update(zeros)
}

async function hashOf(source: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of source) hash.update(chunk)
  return hash.digest('hex')
}

const directory = await mkdtemp(join(tmpdir(), 'storage-gib-'))
const child = fork(
  fileURLToPath(new URL('miners.ts', import.meta.url)),
  [join(directory, 'miners'), `${miners}`],
  {
    execArgv: ['--conditions=@subnetkit/source', '--import', 'tsx'],
  },
)
let problems = 0
try {
  const [hosts] = (await once(child, 'message')) as [Host[]]
  const client = createMinerClient({ protocol }, { keypair: createKeypair('//Validator') })
  const place = {
    catalogue: openCatalogue(join(directory, 'catalogue')),
    network: createNetwork(hosts, client),
  }
  const wanted = await hashOf(content())
  let peak = 0
  const sampling = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss())
  }, 50)
  const step = async (name: string, work: () => Promise<unknown>) => {
    peak = 0
    const [cpu, begun] = [process.cpuUsage(), performance.now()]
    await work()
    const { user, system } = process.cpuUsage(cpu)
    const isTooMuch = peak > limit
    if (isTooMuch) problems += 1
    process.stdout.write(
      `${name}: ${megabytes} MiB, peak RSS ${Math.round(peak / 1_048_576)} MiB${isTooMuch ? ', more than the limit' : ''}, ` +
        `${((user + system) / 1e6).toFixed(1)} s CPU, ${((performance.now() - begun) / 1000).toFixed(1)} s\n`,
    )
  }
  const compare = async (place_: typeof place) => {
    if ((await hashOf(getFile(place_, 'big'))) === wanted) return
    problems += 1
    process.stdout.write('other bytes came back\n')
  }
  await step('put', () => putFile(place, content(), { name: 'big' }))
  await step('get', () => compare(place))
  const fewer = { ...place, network: createNetwork(hosts.slice(2), client) }
  await step('get without two of six miners', () => compare(fewer))
  await step('rm', () => removeFile(place, 'big'))
  clearInterval(sampling)
  await client[Symbol.asyncDispose]()
} finally {
  child.kill()
  await rm(directory, { recursive: true, force: true })
}
process.exit(problems === 0 ? 0 : 1)

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  applyHyperparameters,
  connectChain,
  type OwnerHyperparameters,
  registerNeuron,
  registerSubnet,
  sealCommitment,
  serveAxon,
  setCommitment,
  setSubnetIdentity,
  setTake,
  stakeAtLeast,
  startSubnet,
} from '@subnetkit/chain'
import { createDevnet } from '@subnetkit/devnet'
import { roundAt } from '@subnetkit/timelock'
import { createKeypair } from '@subnetkit/wallet'
import { z } from 'zod'
import { run } from './process.js'
import { lastLine, type PythonEnvironment } from './python.js'
import type { Report } from './report.js'

const SCRIPT = fileURLToPath(new URL('commands.py', import.meta.url))
const DEADLINE_MS = 120_000
const TAO = 1_000_000_000n

const seen = z.looseObject({ hyperparameters: z.record(z.string(), z.unknown()) })

const wanted = {
  tempo: 400,
  immunityPeriod: 6_543,
  servingRateLimit: 7,
  revealPeriod: 2,
  minBurn: 600_000n,
  maxBurn: 70n * TAO,
  liquidAlpha: true,
  alphaValues: [40_000, 50_000],
} as const satisfies OwnerHyperparameters

/** Values set by our commands, as the SDK 10 reads them. */
export async function testCommands(python: PythonEnvironment, report: Report): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'subnetkit-commands-'))
  await using devnet = await createDevnet({ port: 0, blockTime: 'instant' })
  await using client = await connectChain({ endpoint: devnet.url as string })
  const coldkey = createKeypair('//Alice')
  const hotkey = createKeypair('//interop//commands')
  const identity = { name: 'interop', url: 'https://example.com/ä' }
  const certificate = Uint8Array.from({ length: 33 }, (_, index) => index + 1)

  const owner = createKeypair('//interop//owner').address
  const netuid = await registerSubnet(client, coldkey, { hotkey: owner, maxLock: 10_000n * TAO })
  await startSubnet(client, coldkey, { netuid })
  await setSubnetIdentity(client, coldkey, { netuid, identity })
  await applyHyperparameters(client, coldkey, { netuid, wanted })
  const uid = await registerNeuron(client, coldkey, { netuid, hotkey: hotkey.address, maxBurn: 100n * TAO })
  await stakeAtLeast(client, coldkey, { netuid, hotkey: hotkey.address, atLeast: 5n * TAO })
  const take = await setTake(client, coldkey, { hotkey: hotkey.address, take: 0.09 })
  await serveAxon(client, hotkey, { netuid, host: '2001:db8::7', port: 8091, certificate })
  const data = new TextEncoder().encode('sealed until now')
  const sealed = await sealCommitment(client, { data, round: roundAt(devnet.head.timestamp + 60_000) })
  await setCommitment(client, hotkey, { netuid, fields: [sealed] })
  devnet.mine(10)
  const plain = new TextEncoder().encode('https://example.com/model')
  await setCommitment(client, hotkey, { netuid, fields: [{ kind: 'Raw', data: plain }] })

  try {
    await report.step('SDK 10 reads what our commands set', async () => {
      const args = [SCRIPT, devnet.url ?? '', String(netuid), hotkey.address, coldkey.address]
      const env = { HOME: folder, BT_NO_PARSE_CLI_ARGS: '1' }
      const { code, output } = await run(python.program('python'), args, { env, deadlineMs: DEADLINE_MS })
      if (code !== 0) throw new Error(`the script ended with ${code ?? 'the deadline'}: ${lastLine(output)}`)
      const { hyperparameters, stake, ...rest } = seen.parse(JSON.parse(lastLine(output)))
      const { minBurn, maxBurn, ...parameters } = wanted
      equal(rest, {
        uid,
        active: true,
        take,
        commitment: 'https://example.com/model',
        revealed: ['sealed until now'],
        certificate: String.fromCharCode(...certificate),
        axon: ['2001:db8::7', 8091, 6, 4, 1],
        identity: [identity.name, identity.url],
      })
      equal(hyperparameters, {
        ...parameters,
        commitReveal: true,
        minBurn: Number(minBurn),
        maxBurn: Number(maxBurn),
      })
      if (BigInt(String(stake)) < 5n * TAO) throw new Error(`the stake is ${stake} rao`)
    })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Throws unless both are equal, regardless of the order of their fields. */
function equal(theirs: object, ours: object): void {
  const text = (value: object) => JSON.stringify(Object.entries(value).sort())
  if (text(theirs) !== text(ours)) throw new Error(`${text(theirs)} instead of ${text(ours)}`)
}

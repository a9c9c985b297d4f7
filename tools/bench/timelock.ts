import { createDevnet } from '@subnetkit/devnet'
import {
  createBeacon,
  encodeWeightsPayload,
  timelockDecrypt,
  timelockEncrypt,
  verifyPulse,
} from '@subnetkit/timelock'
import { type BenchRow, timed } from './bench.js'

const repeats = 20
const commits = 32

/** Mean milliseconds of a call, after one that fills the tables. */
async function meanMs(work: () => unknown): Promise<number> {
  work()
  const ms = await timed(async () => {
    for (let done = 0; done < repeats; done++) work()
  })
  return ms / repeats
}

/** Timelock encryption on its own, and what due commits add to a block of the devnet. */
export async function timelockBench(): Promise<BenchRow[]> {
  const beacon = createBeacon({ secretKey: new Uint8Array(32).fill(7) })
  const { publicKey } = beacon
  const round = 1000n
  const pulse = beacon.sign(round)
  const list = Array.from({ length: 256 }, (_, uid) => uid)
  const hotkey = new Uint8Array(32)
  const plaintext = encodeWeightsPayload({ hotkey, uids: list, values: list, versionKey: 0n })
  const ciphertext = timelockEncrypt({ plaintext, round, publicKey })
  const encryptMs = await meanMs(() => timelockEncrypt({ plaintext, round, publicKey }))
  const decryptMs = await meanMs(() => timelockDecrypt({ ciphertext, signature: pulse.signature }))
  const signMs = await meanMs(() => beacon.sign(round))
  const verifyMs = await meanMs(() => verifyPulse(pulse, publicKey))
  const revealMs = (await blockWithCommits()) / commits
  return [
    {
      name: 'timelock: decrypt a row of 256 weights',
      value: `${decryptMs.toFixed(0)} ms`,
      reference: `encrypt it ${encryptMs.toFixed(0)} ms`,
      ratio: `${(encryptMs / decryptMs).toFixed(2)}×`,
    },
    {
      name: 'beacon: sign a round',
      value: `${signMs.toFixed(1)} ms`,
      reference: `verify it ${verifyMs.toFixed(1)} ms`,
      ratio: `${(verifyMs / signMs).toFixed(2)}×`,
    },
    {
      name: `a commit revealed by the devnet, of ${commits} in a block`,
      value: `${revealMs.toFixed(0)} ms`,
      reference: `decryption alone ${decryptMs.toFixed(0)} ms`,
      ratio: `${(decryptMs / revealMs).toFixed(2)}×`,
    },
  ]
}

/** Milliseconds of a block in which that many commits are due, less those of the one before it. */
async function blockWithCommits(): Promise<number> {
  await using devnet = await createDevnet({ blockTime: 'manual', seed: 'timelock bench' })
  const netuid = 1
  devnet.setStorage('SubtensorModule', 'CommitRevealWeightsEnabled', [netuid], true)
  devnet.mine()
  const { round } = devnet.pulse()
  const publicKey = devnet.state.Drand.BeaconConfig.get().public_key
  const epoch = devnet.state.SubtensorModule.SubnetEpochIndex.get(netuid)
  const due = Array.from({ length: commits }, (_, index): [string, bigint, Uint8Array, bigint] => {
    const hotkey = new Uint8Array(32).fill(index)
    const plaintext = encodeWeightsPayload({ hotkey, uids: [0], values: [1], versionKey: 0n })
    const account = `0x${Buffer.from(hotkey).toString('hex')}`
    return [account, 0n, timelockEncrypt({ plaintext, round, publicKey }), round]
  })
  const emptyMs = await timed(async () => devnet.mine())
  devnet.setStorage('SubtensorModule', 'RevealPeriodEpochs', [netuid], 0n)
  devnet.setStorage('SubtensorModule', 'TimelockedWeightCommits', [netuid, epoch], due)
  const fullMs = await timed(async () => devnet.mine())
  if ([...devnet.state.SubtensorModule.TimelockedWeightCommits.keys()].length > 0) {
    throw new Error('the commits were not tried')
  }
  return fullMs - emptyMs
}

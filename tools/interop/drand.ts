import { randomBytes, randomInt } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import {
  decodeEnvelope,
  encodeEnvelope,
  encodeWeightsPayload,
  quicknet,
  revealRound,
  timelockDecrypt,
  timelockEncrypt,
} from '@subnetkit/timelock'
import { z } from 'zod'
import { run } from './process.js'
import { lastLine, type PythonEnvironment } from './python.js'
import type { Report } from './report.js'

const SCRIPT = fileURLToPath(new URL('drand.py', import.meta.url))
const FIXTURE = new URL('../../packages/timelock/fixtures/timelock-ciphertext.json', import.meta.url)
const DEADLINE_MS = 120_000

const fixture = z.object({
  cases: z.array(z.object({ round: z.number(), public_key: z.string(), signature: z.string() })),
})
const answer = z.object({
  opened: z.array(z.string()),
  sealed: z.array(z.string()),
  commits: z.array(z.object({ round: z.number(), commit: z.string() })),
})

/** The timelock of the official SDKs and ours: each opens what the other sealed, and both choose the same rounds. */
export async function testDrand(python: PythonEnvironment, report: Report): Promise<void> {
  const { round, signature } = await publicPulse()
  const plaintexts = [1, 43, 300, 4_756].map((length) => randomBytes(length))
  const plans = Array.from({ length: 40 }, randomPlan)
  const request = {
    round: Number(round),
    signature: hex(signature),
    envelopes: plaintexts.map((plaintext) => {
      const ciphertext = timelockEncrypt({ plaintext, round, publicKey: quicknet.publicKey })
      return hex(encodeEnvelope({ ciphertext, round }))
    }),
    plaintexts: plaintexts.map(hex),
    plans,
  }
  const input = JSON.stringify(request)
  const before = Date.now()
  const { code, output } = await run(python.program('python'), [SCRIPT], { input, deadlineMs: DEADLINE_MS })
  if (code !== 0)
    return report.note('bittensor_drand', `ended with ${code ?? 'the deadline'}: ${lastLine(output)}`)
  const { opened, sealed, commits } = answer.parse(JSON.parse(lastLine(output)))

  await report.step('bittensor_drand opens what we sealed', async () => {
    equal(opened, request.plaintexts)
  })
  await report.step('what bittensor_drand sealed opens here', async () => {
    const ours = sealed.map((text) => {
      const { ciphertext } = decodeEnvelope(Buffer.from(text, 'hex'))
      return hex(timelockDecrypt({ ciphertext, signature }))
    })
    equal(ours, request.plaintexts)
  })
  await report.step('a commit is as long as theirs, to the same round', async () => {
    for (const [index, { round: theirs, commit }] of commits.entries()) {
      const plan = plans[index] as Plan
      const { hotkey, uids, values, versionKey } = plan
      const payload = { hotkey: Buffer.from(hotkey, 'hex'), uids, values, versionKey: BigInt(versionKey) }
      const bytes = timelockEncrypt({
        plaintext: encodeWeightsPayload(payload),
        round: BigInt(theirs),
        publicKey: quicknet.publicKey,
      })
      equal(bytes.length, commit.length / 2)
      // They read the clock themselves, some time between the start and now.
      const [first, last] = [before, Date.now()].map((now) => revealRound(plan, { ...plan, now }).round)
      if (theirs < Number(first) || theirs > Number(last)) {
        throw new Error(`${JSON.stringify(plan)} gives ${first} to ${last} here and ${theirs} there`)
      }
    }
  })
}

type Plan = ReturnType<typeof randomPlan>

function randomPlan() {
  const tempo = randomInt(1, 1_000)
  const block = randomInt(100_000, 9_000_000)
  const since = randomInt(0, tempo + 20)
  const n = randomInt(1, 300)
  return {
    tempo,
    block,
    lastEpochBlock: block - since,
    pendingEpochAt: randomInt(0, 4) === 0 ? block + randomInt(0, 50) : 0,
    epochIndex: randomInt(0, 50_000),
    blocksSinceLastStep: since,
    revealPeriod: randomInt(1, 6),
    blockTime: randomInt(0, 2) === 0 ? 12_000 : 250,
    hotkey: hex(randomBytes(32)),
    uids: Array.from({ length: n }, (_, uid) => uid),
    values: Array.from({ length: n }, () => randomInt(0, 65_536)),
    versionKey: randomInt(0, 1_000_000),
  }
}

/** A round of quicknet whose signature is known. */
async function publicPulse(): Promise<{ round: bigint; signature: Uint8Array }> {
  const { cases } = fixture.parse(JSON.parse(await readFile(FIXTURE, 'utf8')))
  const known = cases.find(({ public_key }) => public_key === hex(quicknet.publicKey))
  if (!known) throw new Error('no pulse of quicknet among the fixtures')
  return { round: BigInt(known.round), signature: Buffer.from(known.signature, 'hex') }
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

function equal(actual: unknown, expected: unknown): void {
  const [ours, theirs] = [JSON.stringify(actual), JSON.stringify(expected)]
  if (ours !== theirs) throw new Error(`${ours.slice(0, 200)} instead of ${theirs.slice(0, 200)}`)
}

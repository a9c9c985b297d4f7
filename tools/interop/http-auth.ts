import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { isSubnetError } from '@subnetkit/base'
import { createRequestVerifier, signRequest, verifyRequest } from '@subnetkit/transport'
import { createKeypair, decodeAddress, isAddress, isSmallOrderKey } from '@subnetkit/wallet'
import fc from 'fast-check'
import { cases } from '../fuzz/check-case.js'
import { type Draft, framingOf, requestOf } from '../fuzz/draft.js'
import { headerMutations } from '../fuzz/mutations/headers.js'
import type { Mutation } from '../fuzz/mutations/mutation.js'
import { requestMutations } from '../fuzz/mutations/request.js'
import { signedMutations } from '../fuzz/mutations/signed.js'
import type { WireRequest } from '../fuzz/reference-verifier.js'
import type { PythonEnvironment } from './python.js'
import type { Report } from './report.js'

const SCRIPT = fileURLToPath(new URL('http-auth.py', import.meta.url))
const RUNS = 3_000
const [alice, bob] = [createKeypair('//Alice'), createKeypair('//Bob')]
const now = 1_800_000_000_000_000_000n
const mutations: Readonly<Record<string, Mutation>> = {
  ...headerMutations,
  ...requestMutations,
  ...signedMutations,
}

/** The official verifier of signed requests beside ours, on mutated requests. */
export async function testHttpAuth(python: PythonEnvironment, report: Report): Promise<void> {
  const requests = mutated()
  const ours = await ourVerdicts(requests)
  const theirs = await officialVerdicts(python, requests)
  const found = new Map<string, number>()
  await report.step(`SDK 11: ${requests.length} mutated requests: the verifiers agree`, async () => {
    for (const [index, request] of requests.entries()) {
      const [mine, official] = [ours[index]!, theirs[index]!]
      if (mine === official) continue
      const name = mine === 'ok' ? undefined : differenceIn(request)
      if (name === undefined)
        throw new Error(`ours says ${mine}, the official one ${official}: ${JSON.stringify(request)}`)
      found.set(name, (found.get(name) ?? 0) + 1)
    }
  })
  for (const [name, times] of found) report.say(`      ours is stricter: ${name} (${times} requests)`)
}

function mutated(): WireRequest[] {
  let nonce = now
  const draft = (): Draft => {
    const body = Buffer.from('{"text":"hi"}')
    const parts = { keypair: alice, method: 'POST', target: '/echo?x=1', body, receiver: bob.address }
    const headers = Object.entries(signRequest({ ...parts, nonce: nonce++ }))
    return { method: 'POST', target: '/echo?x=1', body, headers, framing: framingOf(body), sent: null }
  }
  return fc
    .sample(cases, { numRuns: RUNS, seed: 11 })
    .flatMap((given) => {
      const changed = draft()
      const own = given.mutations.filter(({ name }) => Object.hasOwn(mutations, name))
      for (const { name, n, text } of own)
        if (changed.headers.length > 0) mutations[name]!(changed, { n, text }, draft())
      return [requestOf(changed)]
    })
    .filter(({ headers }) => {
      // The official verifier takes a mapping, which holds no name twice.
      const names = headers.map(([name]) => name.toLowerCase())
      return new Set(names).size === names.length && !names.some((name) => name.startsWith('x-subnetkit'))
    })
}

async function ourVerdicts(requests: readonly WireRequest[]): Promise<string[]> {
  const verifier = createRequestVerifier({ hotkey: bob.address, now: () => now })
  const verdicts: string[] = []
  for (const request of requests) {
    try {
      await verifyRequest(verifier, request)
      verdicts.push('ok')
    } catch (error) {
      if (!isSubnetError(error)) throw error
      verdicts.push(error.code)
    }
  }
  return verdicts
}

async function officialVerdicts(
  python: PythonEnvironment,
  requests: readonly WireRequest[],
): Promise<string[]> {
  const child = spawn(python.program('python'), [SCRIPT], {
    env: { ...process.env, BT_NO_PARSE_CLI_ARGS: '1' },
    stdio: ['pipe', 'pipe', 'ignore'],
    timeout: 120_000,
    killSignal: 'SIGKILL',
  })
  child.stdin.on('error', () => {})
  const lines = requests.map(({ headers, body, ...rest }) =>
    JSON.stringify({ ...rest, headers, body: body.toString('base64'), self: bob.address, now: `${now}` }),
  )
  child.stdin.end(`${lines.join('\n')}\n`)
  const verdicts: string[] = []
  for await (const line of createInterface({ input: child.stdout })) verdicts.push(line)
  if (verdicts.length !== requests.length)
    throw new Error(`the official verifier ended after ${verdicts.length} of ${requests.length}`)
  return verdicts
}

/** Names why ours refuses otherwise; undefined for an unintended difference. */
function differenceIn({ headers, method, target }: WireRequest): string | undefined {
  const value = (role: string) =>
    headers.find(([name]) => name.toLowerCase() === `x-bittensor-${role}`)?.[1] ?? ''
  if (value('crypto') !== '') return 'rule 3b: the scheme must be the one that is trusted for the sender'
  if (headers.some(([name]) => name.toLowerCase() === 'x-bittensor-crypto')) return 'an empty scheme'
  if (!/^[0-9]+$/.test(value('nonce'))) return 'nonces that only the parser of Python takes'
  if (!/^(0x)?([0-9a-f]{2})+$/i.test(value('signature'))) return 'hex that only the parser of Python takes'
  if (!isAddress(value('hotkey'))) return 'addresses that are not of Bittensor'
  if (isSmallOrderKey(decodeAddress(value('hotkey')))) return 'keys that nobody holds'
  if (/[\r\n]/.test(method + target)) return 'line breaks in what is signed'
  return undefined
}

import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import type { PythonEnvironment } from '../../interop/python.js'
import {
  legacyRequests,
  miner,
  minerUri,
  plainRequests,
  type RequestMaker,
  sessionRequests,
  signedRequests,
} from './requests.js'

/** One server of the comparison, and the requests that it gets. */
export interface Contestant {
  readonly name: string
  readonly command: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly requests: RequestMaker
  /** Group of rows that are measured in turns and compared with its reference. */
  readonly kind: 'reference' | 'ours' | 'other'
}

const script = (name: string) => fileURLToPath(new URL(name, import.meta.url))
// Without the condition of our sources: what users run is compiled.
const node = (...args: string[]) => [process.execPath, script('node-servers.mjs'), ...args]

/** The servers, in the order of the table. */
export function contestants(python: {
  readonly current: PythonEnvironment
  readonly sdk10: PythonEnvironment
  /** Folder for the wallet of the axon. */
  readonly wallets: string
}): Contestant[] {
  const minerWith = (engine: string, requests = signedRequests) => ({
    command: node('miner', minerUri),
    env: { SUBNETKIT_SR25519: engine },
    requests,
    kind: 'ours' as const,
  })
  const fastest = hasNative() ? 'native' : 'fast'
  return [
    {
      name: 'FastAPI, uvicorn, verify of the SDK 11',
      command: [python.current.program('python'), script('fastapi_app.py'), miner.address],
      requests: signedRequests,
      kind: 'reference',
    },
    {
      name: 'axon of the SDK 10',
      command: [python.sdk10.program('python'), script('axon.py'), python.wallets],
      env: { HOME: python.wallets, BT_NO_PARSE_CLI_ARGS: '1' },
      requests: legacyRequests,
      kind: 'other',
    },
    { name: 'our miner, engine wasm', ...minerWith('wasm') },
    { name: 'our miner, engine fast', ...minerWith('fast') },
    ...(hasNative() ? [{ name: 'our miner, engine native', ...minerWith('native') }] : []),
    { name: 'our miner, in a session', ...minerWith(fastest, sessionRequests) },
    { name: 'bare node:http with zod', command: node('http'), requests: plainRequests, kind: 'other' },
    {
      name: 'bare socket: the limit of the load',
      command: node('socket'),
      requests: plainRequests,
      kind: 'other',
    },
  ]
}

function hasNative(): boolean {
  try {
    createRequire(import.meta.url)('@subnetkit/sr25519-native')
    return true
  } catch {
    return false
  }
}

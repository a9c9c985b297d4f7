import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ApiPromise, WsProvider } from '@polkadot/api'
import { type BundledPrograms, bundlePrograms } from '@subnetkit/base/testing'
import { createDevnet, type Devnet } from '@subnetkit/devnet'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { WebSocketServer } from 'ws'

const root = fileURLToPath(new URL('../..', import.meta.url))
const [subnet, devnet] = ['packages/subnetkit/src/cli/main.ts', 'tools/devnet/main.ts']
const netuid = 2
const validators = [1, 2]
const miners = [3, 4, 5]
const account = (kind: 'c' | 'd', uid: number) => `0x${`${kind}${uid}`.repeat(32)}`
const hotkey = (uid: number) => account('d', uid)

let caches: string
const running: ChildProcess[] = []
const bundles = new Map<string, BundledPrograms>()

beforeAll(async () => {
  for (const source of [subnet, devnet]) bundles.set(source, await bundlePrograms([join(root, source)]))
})
afterAll(async () => {
  for (const bundle of bundles.values()) await bundle[Symbol.asyncDispose]()
})
beforeEach(async () => {
  caches = await mkdtemp(join(tmpdir(), 'fork-command-'))
})
afterEach(async () => {
  for (const child of running.splice(0)) child.kill('SIGKILL')
  await rm(caches, { recursive: true, force: true })
})

/** Starts a command that forks from an endpoint. */
function start(source: string, endpoint: string) {
  const options = ['--fork', endpoint, '--netuid', String(netuid), '--port', '0', '--json']
  const program = [bundles.get(source)!.file(source), ...(source === subnet ? ['devnet'] : [])]
  const child = spawn(process.execPath, [...program, ...options], {
    env: { PATH: process.env.PATH, HOME: caches, XDG_CACHE_HOME: caches },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.push(child)
  let stderr = ''
  child.stderr.on('data', (data) => {
    stderr += String(data)
  })
  const ended = once(child, 'close').then(([code]) => code as number)
  const first = once(child.stdout, 'data').then(([data]) => JSON.parse(String(data)) as Started)
  const failed = ended.then((code) => Promise.reject(new Error(`ended with ${code}: ${stderr}`)))
  const started = Promise.race([first, failed])
  started.catch(() => {})
  return { child, ended, started, stderr: () => stderr }
}

interface Started {
  readonly network: string
  readonly fork: { readonly number: number; readonly cached: string | null }
}

/** A chain whose subnet has weights of two validators, and hides those that are set from now on. */
async function populated(): Promise<Devnet> {
  const source = await createDevnet({ preset: 'fast', blockTime: 'manual', port: 0, seed: 'command' })
  for (const uid of [0, ...validators, ...miners]) {
    const coldkey = account('c', uid)
    source.fund(coldkey, 10_000_000_000_000n)
    const owner = source.impersonate(coldkey)
    if (uid === 0) {
      owner.execute('SubtensorModule', 'register_network', { hotkey: hotkey(0) })
      owner.execute('SubtensorModule', 'start_call', { netuid })
      source.setStorage('SubtensorModule', 'CommitRevealWeightsEnabled', [netuid], false)
    } else owner.execute('SubtensorModule', 'burned_register', { netuid, hotkey: hotkey(uid) })
    const stake = { netuid, hotkey: hotkey(uid), amount_staked: BigInt(uid) * 1_000_000_000n }
    if (validators.includes(uid)) owner.execute('SubtensorModule', 'add_stake', stake)
  }
  source.mineUntilEpoch(netuid)
  for (const uid of validators) {
    const weights = { netuid, dests: miners, weights: [4, 1, 1], version_key: 0n }
    source.impersonate(hotkey(uid)).execute('SubtensorModule', 'set_weights', weights)
  }
  source.setStorage('SubtensorModule', 'CommitRevealWeightsEnabled', [netuid], true)
  source.mine()
  return source
}

test('a subnet is forked by command, and a stock client sees what other weights would have paid', async () => {
  const source = await populated()
  const command = start(subnet, source.url!)
  const { network, fork } = await command.started
  expect(fork).toMatchObject({ number: source.head.number, cached: null })
  expect(command.stderr()).toContain('fork: reading neurons (2 of 6)')
  const api = await ApiPromise.create({ provider: new WsProvider(network) as never, noInitWarn: true })
  const ask = <T>(method: string, ...params: unknown[]) => api.rpc(method, ...params) as unknown as Promise<T>
  const { subtensorModule, adminUtils } = api.tx as unknown as Record<
    string,
    Record<string, (...a: unknown[]) => { method: { toHex(): string } }>
  >
  const incentives = async () => (await api.query.subtensorModule!.incentive!(netuid)).toJSON() as number[]
  await ask('dev_mineUntilEpoch', netuid)
  const asItWas = await incentives()
  const hidden = adminUtils!.sudoSetCommitRevealWeightsEnabled!(netuid, false).method.toHex()
  await ask('dev_impersonate', 'root', hidden)
  await ask('dev_mine')
  for (const uid of validators) {
    const call = subtensorModule!.setWeights!(netuid, miners, [1, 1, 4], 0).method.toHex()
    await ask('dev_impersonate', hotkey(uid), call)
  }
  await ask('dev_mineUntilEpoch', netuid)
  const otherwise = await incentives()
  expect(asItWas[3]).toBeGreaterThan(asItWas[5]!)
  expect(otherwise[5]).toBeGreaterThan(otherwise[3]!)
  await api.disconnect()
  command.child.kill('SIGINT')
  expect(await command.ended).toBe(0)
  await source.close()
  // From the cache, without the endpoint.
  const again = await start(devnet, source.url!).started
  expect(again).toMatchObject({ fork: { number: fork.number, cached: expect.stringContaining(caches) } })
})

test('defect: Ctrl-C ends a command that still reads, and nothing is left', async () => {
  const silent = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  await once(silent, 'listening')
  const command = start(devnet, `ws://127.0.0.1:${(silent.address() as AddressInfo).port}`)
  await once(silent, 'connection')
  command.child.kill('SIGINT')
  expect(await command.ended).toBe(130)
  expect(await readdir(caches, { recursive: true })).not.toContainEqual(expect.stringMatching(/\.gz|\.tmp/))
  silent.close()
})

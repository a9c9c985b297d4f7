import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectChain, readHead } from '@subnetkit/chain'
import { followActivation, publishActivation, readActivation } from '@subnetkit/core/validator'
import { createKeypair } from '@subnetkit/wallet'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { startDevnet } from '../../devnet/start-devnet.js'
import { runMiner } from '../../miner/run-miner.js'
import { add, adder } from '../../testing/adder.js'
import { runValidator } from '../../validator/run-validator.js'
import { createCliChain } from '../testing/chain.js'
import { turnedAdder } from './shadow/testing/turned-adder.js'

const quiet = { signals: false, log: false } as const
const hash = 'ab'.repeat(32)
let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'subnetkit-activate-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** The check of a running validator's health, as `subnet doctor` shows it. */
async function activatedVersion(
  at: { readonly host: string; readonly port: number } | null,
): Promise<unknown> {
  const response = await fetch(`http://${at?.host}:${at?.port}/healthz`)
  const { checks } = (await response.json()) as { readonly checks: readonly { readonly name: string }[] }
  return checks.find(({ name }) => name === 'activated version')
}

describe('the version that counts', () => {
  test('is published by the owner for a block ahead, and replaced by the next one', async () => {
    await using chain = await createCliChain({}, ['owner', 'other'])
    const subnet = await chain.write('subnet.json', JSON.stringify({ identity: { name: 'adder' } }))
    await chain.run(`create-on-chain ${subnet} -H owner --max-lock 5000 -y`)
    const line = (version: number, at: number, hotkey = 'owner') =>
      `activate ${version} --package sha256:${hash} --at ${at} --netuid 2 -H ${hotkey} --json`
    const code = async (given: string) =>
      (await chain.run(given, { code: 1 })).json<{ error: { code: string } }>().error.code
    expect(await code(`${line(8, 5_000, 'other')} -y`)).toBe('PACKAGE_NOT_OWNER')
    expect(await code(line(8, 5_000))).toBe('NOT_CONFIRMED')
    const late = await chain.run(`${line(8, 1)} -y`, { code: 2 })
    expect(late.json()).toMatchObject({ error: { code: 'USAGE' } })
    const dry = await chain.run(`${line(8, 5_000)} --dry-run`)
    expect(dry.json()).toMatchObject({ dryRun: true, held: null })
    const activation = { version: '8', before: null, block: 5_000, hash }
    const published = await chain.run(`${line(8, 5_000)} -y`)
    expect(published.json()).toMatchObject({
      activation,
      changed: true,
      block: { number: expect.any(Number) },
    })
    expect((await chain.run(`${line(8, 5_000)} -y`)).json()).toMatchObject({ changed: false })
    const back = await chain.run(`${line(7, 6_000)} -y`)
    expect(back.json()).toMatchObject({
      held: activation,
      activation: { version: '7', before: null, block: 6_000 },
    })
  })

  test('changes in the shadow, by activation and back again for three validators, of which one lacks it', async () => {
    await using devnet = await startDevnet({
      ...quiet,
      subnet: turnedAdder,
      port: 0,
      miners: 2,
      validators: 3,
    })
    const { network, netuid } = devnet
    const place = { ...quiet, network, netuid, port: 0 }
    await using _right = await runMiner(turnedAdder, { add }, { ...place, hotkey: '//miner-1' })
    await using above = await runMiner(
      turnedAdder,
      { add: ({ input }) => ({ sum: input.a + input.b + 1 }) },
      { ...place, hotkey: '//miner-2' },
    )
    const events: string[] = []
    const run = (number: number, subnet: typeof adder, packageHash?: string) =>
      runValidator(subnet, {
        packageHash,
        ...{
          ...quiet,
          network,
          netuid,
          hotkey: `//validator-${number}`,
          directory: join(folder, `${number}`),
        },
        onEvent: (event) => {
          if ('code' in event) events.push(`${number} ${event.kind} ${event.code}`)
        },
      })
    await using first = await run(1, turnedAdder, hash)
    await using second = await run(2, turnedAdder)
    await using lagging = await run(3, adder)
    const { store } = first
    const wait = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 60_000, interval: 200 })
    await wait(async () => expect(await store.shadowScores('8')).toHaveLength(2))

    await using client = await connectChain({ endpoint: network })
    const owner = createKeypair('//owner')
    const activate = async (version: string) => {
      const [{ activation }, head] = [await readActivation(client, { netuid }), await readHead(client)]
      const next = { version, hash, block: head.number + 20 }
      await publishActivation(client, owner, {
        netuid,
        activation: followActivation(activation, next, head.number),
      })
      return next.block
    }
    const folded = async (from: number, version: string, of = store) =>
      expect(
        (await of.rounds()).some(
          (one) => one.number >= from && one.state === 'folded' && one.version === version,
        ),
      ).toBe(true)
    const best = async (of = store) =>
      (await of.scores()).toSorted((one, other) => other.score - one.score)[0]?.hotkey

    const at = await activate('8')
    await wait(() => folded(at, '8'))
    await wait(() => folded(at, '8', second.store))
    await wait(() => folded(at, '7', lagging.store))
    const planned = (await store.rounds()).filter(({ version }) => version !== null)
    expect(planned.map(({ number, version }) => [number, version])).toEqual(
      planned.map(({ number }) => [number, number < at ? '7' : '8']),
    )
    expect(events).toContain('3 trouble ACTIVATION_BEHIND')
    expect(events.filter((event) => event.endsWith('ACTIVATION_BEHIND'))).toHaveLength(1)
    expect(await activatedVersion(first.health)).toMatchObject({ ok: true })
    expect(await activatedVersion(lagging.health)).toMatchObject({
      ...{ ok: false, fix: expect.stringContaining(`Update to the package sha256:${hash}`) },
    })
    expect([await best(), await best(second.store)]).toEqual([above.hotkey, above.hotkey])
    expect(await best(lagging.store)).not.toBe(above.hotkey)

    const back = await activate('7')
    await wait(() => folded(back, '7'))
    await wait(() => folded(back, '7', second.store))
    expect(await best()).not.toBe(above.hotkey)
    expect(events).toContain('3 trouble-over ACTIVATION_BEHIND')
    expect(await activatedVersion(lagging.health)).toMatchObject({ ok: true })
    // The version that was rolled back has its scores in the shadow again.
    expect(await store.shadowScores('8')).toHaveLength(2)
  }, 400_000)
})

import { createManualClock } from '@subnetkit/base/testing'
import { announcedValidators, type Database, openDatabase, openStore } from '@subnetkit/core/validator'
import { createKeypair } from '@subnetkit/wallet'
import { expect, it, vi } from 'vitest'
import type { Log } from '../log/log.js'
import { createLives, followCoordinator } from './follow-coordinator.js'

const hotkey = createKeypair('//v').address
const [before, after] = ['0xaaaaaaaa01', '0xbbbbbbbb02']

/** A coordinator's sign of life on one chain. */
async function announce(database: Database, genesisHash: string, seenAt: number, settings = {}) {
  const store = await openStore({ database, genesisHash, netuid: 3, validator: hotkey })
  await store.announce({ subnet: 'adder', version: '1', settings, seenAt })
  return { ...store.scope, genesisHash, subnet: 'adder', version: '1', settings, seenAt }
}

it('defect: a worker stayed on the queues of the old chain when a devnet was started again', async () => {
  const clock = createManualClock()
  await using database = await openDatabase({ memory: true })
  const calls: string[] = []
  const log = { write: (_level, entry) => void calls.push(entry.event) } as Log
  await using lives = createLives({
    log,
    waits: () => {},
    runs: () => {},
    async serve({ genesisHash }, life) {
      calls.push(`begin ${genesisHash}`)
      life.defer(() => calls.push(`end ${genesisHash}`))
    },
  })
  await lives.begin(await announce(database, before, 1_000_000))
  await using _following = followCoordinator({
    ...{ database, log, lives, clock },
    of: { hotkey, netuid: 3, mechanism: undefined },
  })
  // Both may be running: none is followed.
  await announce(database, after, 1_010_000)
  await clock.advance(5_000)
  // Another subnet of the hotkey is none of its business.
  const other = await openStore({ database, genesisHash: '0xcc', netuid: 4, validator: hotkey })
  await other.announce({ subnet: 'adder', version: '1', settings: {}, seenAt: 9_000_000 })
  await announce(database, after, 1_030_000)
  await vi.waitFor(async () => {
    await clock.advance(5_000)
    expect(lives.genesisHash).toBe(after)
  })
  expect(calls).toEqual([`begin ${before}`, 'chain-changed', `end ${before}`, `begin ${after}`])
})

it('defect: workers kept the label and limits of a coordinator that was started again with others', async () => {
  const clock = createManualClock()
  await using database = await openDatabase({ memory: true })
  const calls: string[] = []
  const log = { write: (_level, entry) => void calls.push(entry.event) } as Log
  await using lives = createLives({
    ...{ log, waits: () => {}, runs: () => {} },
    async serve({ settings }) {
      calls.push(JSON.stringify(settings))
    },
  })
  const [former, label] = [{ scoreLabel: null }, { scoreLabel: 'gpu' }]
  await lives.begin(await announce(database, before, 1_000_000, former))
  await using _following = followCoordinator({
    ...{ database, log, lives, clock },
    of: { hotkey, netuid: 3, mechanism: undefined },
  })
  const looksOf = async (settings: object, seenAt: number) => {
    await announce(database, before, seenAt, settings)
    await clock.advance(5_000)
    await announcedValidators(database, hotkey)
  }
  // Two coordinators take turns, as in an update: neither is followed to and fro.
  for (let turn = 1; turn <= 8; turn++) await looksOf(turn % 2 ? label : former, 1_000_000 + turn * 5_000)
  expect(calls).toEqual([JSON.stringify(former)])
  await vi.waitFor(async () => {
    await looksOf(label, 2_000_000)
    expect(calls.length).toBeGreaterThan(1)
  })
  expect(calls).toEqual([JSON.stringify(former), 'settings-changed', JSON.stringify(label)])
  for (let turn = 1; turn <= 4; turn++) await looksOf(label, 3_000_000)
  expect(calls).toHaveLength(3)
})

it('a chain on which it cannot begin is reported once a minute, and tried again', async () => {
  const clock = createManualClock()
  await using database = await openDatabase({ memory: true })
  const calls: string[] = []
  const log = { write: (_level, entry) => void calls.push(entry.event) } as Log
  let isBroken = true
  await using lives = createLives({
    ...{ log, waits: () => {}, runs: () => {} },
    async serve() {
      if (!isBroken) return
      calls.push('tried')
      throw new Error('it runs another version')
    },
  })
  await announce(database, after, 1_000_000)
  await using _following = followCoordinator({
    ...{ database, log, lives, clock },
    of: { hotkey, netuid: 3, mechanism: undefined },
  })
  await vi.waitFor(async () => {
    await clock.advance(5_000)
    expect(calls.filter((call) => call === 'tried').length).toBeGreaterThan(2)
  })
  expect(calls.filter((call) => call === 'worker-failed')).toHaveLength(1)
  isBroken = false
  await vi.waitFor(async () => {
    await clock.advance(5_000)
    expect(lives.genesisHash).toBe(after)
  })
})

it('defect: a worker that began on a chain whose coordinator was silent already stayed there', async () => {
  const clock = createManualClock()
  await using database = await openDatabase({ memory: true })
  const chains: string[] = []
  const log = { write: () => {} } as unknown as Log
  await using lives = createLives({
    ...{ log, waits: () => {}, serve: async () => {} },
    runs: (genesisHash) => chains.push(genesisHash),
  })
  // Stopped just now; the worker starts a second before the coordinator of the new chain.
  await lives.begin(await announce(database, before, 1_000_000))
  await using _following = followCoordinator({
    ...{ database, log, lives, clock },
    of: { hotkey, netuid: 3, mechanism: undefined },
  })
  for (const seenAt of [1_001_000, 1_006_000, 1_011_000]) {
    await announce(database, after, seenAt)
    await clock.advance(5_000)
  }
  expect(lives.genesisHash).toBe(before)
  await announce(database, after, 1_016_000)
  await vi.waitFor(async () => {
    await clock.advance(5_000)
    expect(lives.genesisHash).toBe(after)
  })
  expect(chains).toEqual([before, after])
})

import type { Socket } from 'node:net'
import { performance } from 'node:perf_hooks'
import { transportError } from '../errors/transport-error.js'
import { createTokenBuckets } from '../server/token-buckets.js'
import type { ServerLimits } from './limits.js'
import { rawOf } from './raw-socket.js'
import { addressKey } from './remote-address.js'

/**
 * Places of one server: open connections, and requests being received. Both are capped in total and for each caller.
 * Where they are full, a holder that never proved a signature gives way: the oldest of the address that holds most.
 * One that did is never evicted.
 */
export interface Places {
  /** Places that are taken now. */
  readonly taken: { readonly connections: number; readonly requests: number }
  /** Gives a new connection a place, or closes it. */
  enter(socket: Socket): void
  /** Marks the connection of a caller whose signature or MAC verified. */
  prove(socket: Socket, hotkey: string): void
  /** Returns true if this hotkey has proven itself on this connection. */
  isProven(socket: Socket, hotkey: string): boolean
  /** Returns true for a connection on which any hotkey has proven itself. */
  isKept(socket: Socket): boolean
  /** Key under which the remote address of a connection is counted. */
  addressOf(socket: Socket): string
  /**
   * Counts a body in tiny chunks, which takes as much time as megabytes do before it can be refused. An address that sends
   * many keeps only the connections on which a signature has verified, and opens no other for a moment.
   */
  strike(socket: Socket): void
  /** Gives a request that claims a hotkey a place until it is disposed. Throws MINER_OVERLOADED. */
  receive(socket: Socket, hotkey: string): ReceivingPlace
}

/** Place of one request that is being received. */
export interface ReceivingPlace extends Disposable {
  /** True once another request took the place; the connection is closed then. */
  readonly isEvicted: boolean
}

/** Bodies in tiny chunks that one address may send at once, and the time in which it may send one more. */
const strikes = { capacity: 16, refillMs: 1_000, maxKeys: 16_384 }

type PlaceLimits = Pick<
  ServerLimits,
  'maxConnections' | 'maxConnectionsPerAddress' | 'maxPending' | 'maxPendingPerCaller'
>

export function createPlaces(limits: PlaceLimits): Places {
  const connections = createQueue<Socket>(limits.maxConnections, limits.maxConnectionsPerAddress)
  const requests = createQueue<Receiving>(limits.maxPending, limits.maxPendingPerCaller)
  const hotkeys = new WeakMap<Socket, string>()
  const addresses = new WeakMap<Socket, string>()
  const tinyBodies = createTokenBuckets({ ...strikes, now: () => performance.now() })

  return {
    get taken() {
      return { connections: connections.size, requests: requests.size }
    },
    enter(socket) {
      const address = addressKey(socket.remoteAddress)
      addresses.set(socket, address)
      if (tinyBodies.wait(address) > 0 || connections.add(socket, address, address, cut) !== null) cut(socket)
      else socket.once('close', () => connections.remove(socket))
    },
    prove(anySocket, hotkey) {
      const socket = rawOf(anySocket)
      if (!hotkeys.has(socket)) connections.keep(socket)
      hotkeys.set(socket, hotkey)
    },
    isProven: (socket, hotkey) => hotkeys.get(rawOf(socket)) === hotkey,
    isKept: (socket) => hotkeys.has(rawOf(socket)),
    addressOf: (socket) => addresses.get(rawOf(socket)) ?? '',
    strike(anySocket) {
      const socket = rawOf(anySocket)
      if (hotkeys.has(socket)) return
      const address = addresses.get(socket) ?? ''
      tinyBodies.take(address)
      // This one still gets its answer.
      if (tinyBodies.wait(address) > 0) connections.evictAllBut(socket, address, cut)
    },
    receive(anySocket, hotkey) {
      const socket = rawOf(anySocket)
      const isProven = hotkeys.get(socket) === hotkey
      // A claim counts for its address only: nobody can use up the share of a hotkey that it merely names.
      const address = addresses.get(socket) ?? ''
      const caller = isProven ? hotkey : `${address} ${hotkey}`
      const receiving: Receiving = {
        socket,
        isEvicted: false,
        [Symbol.dispose]: () => requests.remove(receiving),
      }
      const limit = requests.add(receiving, caller, address, evictRequest)
      if (limit !== null) throw transportError('MINER_OVERLOADED', { limit })
      if (isProven) requests.keep(receiving)
      return receiving
    },
  }
}

function cut(socket: Socket): void {
  socket.destroy()
}

interface Receiving extends ReceivingPlace {
  readonly socket: Socket
  isEvicted: boolean
}

function evictRequest(receiving: Receiving): void {
  receiving.isEvicted = true
  receiving.socket.destroy()
}

interface Group<T> {
  count: number
  readonly address: string
  /** Holders that may be evicted, oldest first. */
  readonly unproven: Set<T>
}

/** Holders of places, capped in total and in each group. */
function createQueue<T>(limit: number, groupLimit: number) {
  const groups = new Map<string, Group<T>>()
  const holders = new Map<T, string>()

  /** Frees the place, unless another has taken it. */
  function remove(holder: T): void {
    const name = holders.get(holder)
    if (name === undefined) return
    const group = groups.get(name)!
    holders.delete(holder)
    group.unproven.delete(holder)
    if (--group.count === 0) groups.delete(name)
  }

  return {
    remove,
    /** Evicts the holders of a group that may be evicted, except one. */
    evictAllBut(spared: T, name: string, evict: (holder: T) => void): void {
      for (const holder of [...(groups.get(name)?.unproven ?? [])]) {
        if (holder === spared) continue
        remove(holder)
        evict(holder)
      }
    },
    get size() {
      return holders.size
    },
    /** Returns null, or the limit that was reached with nobody to evict. */
    add(holder: T, name: string, address: string, evict: (oldest: T) => void): number | null {
      const crowded = groups.get(name)
      const isCrowded = crowded !== undefined && crowded.count >= groupLimit
      if (isCrowded || holders.size >= limit) {
        const [oldest] = (isCrowded ? crowded : largestGroup(groups.values()))?.unproven ?? []
        if (oldest === undefined) return isCrowded ? groupLimit : limit
        remove(oldest)
        evict(oldest)
      }
      const group = groups.get(name) ?? { count: 0, address, unproven: new Set() }
      groups.set(name, group)
      group.count++
      group.unproven.add(holder)
      holders.set(holder, name)
      return null
    },
    /** Never evicts this holder from now on. */
    keep(holder: T): void {
      const name = holders.get(holder)
      if (name !== undefined) groups.get(name)?.unproven.delete(holder)
    },
  }
}

/**
 * The largest group of unproven holders of the address that holds most: who takes many places, under whatever names, pays
 * for them, and not a caller elsewhere that happens to be older.
 */
function largestGroup<T>(groups: Iterable<Group<T>>): Group<T> | undefined {
  const byAddress = new Map<string, { total: number; largest: Group<T> }>()
  for (const group of groups) {
    const { size } = group.unproven
    if (size === 0) continue
    const held = byAddress.get(group.address)
    const largest = held !== undefined && held.largest.unproven.size >= size ? held.largest : group
    byAddress.set(group.address, { total: (held?.total ?? 0) + size, largest })
  }
  let most: { total: number; largest: Group<T> } | undefined
  for (const held of byAddress.values()) if (most === undefined || held.total > most.total) most = held
  return most?.largest
}

import { isSubnetError, toSubnetError } from '@subnetkit/base'
import type { ChainClient, Signer } from '@subnetkit/chain'
import {
  createLeaseHolder,
  createLeasePort,
  type Database,
  keepLease,
  type LeaseHolder,
  openLeaseIdentity,
  type ValidatorEvent,
} from '@subnetkit/core/validator'
import type { ProbeFailure } from '../health/observation.js'
import type { Resources } from '../neuron/resources.js'

/** Option of roles that set weights. */
export interface LeaseOption {
  /**
   * Signs weights and notices of rounds only while this store holds the lease of the hotkey, which stands in its commitment on chain: no two stores
   * of one hotkey ever set weights at the same time. False signs without one.
   * @default true; false on a devnet, and for a store in memory, whose part in a lease would be lost with the process
   */
  readonly lease?: boolean | undefined
}

/** A lease of one mechanism. */
export interface ValidatorLease {
  readonly holder: LeaseHolder
  /** Claims and renews it with the blocks until `resources` close, and reports when it is lacking. */
  keep(parts: LeaseReport & { readonly resources: Resources }): void
}

interface LeaseReport {
  readonly emit: (event: ValidatorEvent) => void
  readonly observe: (failure: ProbeFailure | null) => void
}

interface LeaseParts {
  readonly wanted: boolean | undefined
  readonly isDevnet: boolean
  readonly database: Database
  readonly client: ChainClient
  readonly signer: Signer
  readonly place: { readonly netuid: number; readonly mechanism: number; readonly hotkey: string }
}

/** Opens the lease of a validator; null where it signs without one. */
export async function openLease(parts: LeaseParts): Promise<ValidatorLease | null> {
  const { wanted, isDevnet, database, client, signer, place } = parts
  if (!(wanted ?? !(isDevnet || database.place === 'memory'))) return null
  const { genesisHash } = client.status()
  const identity = await openLeaseIdentity(database, { genesisHash, ...place })
  const holder = createLeaseHolder(createLeasePort(client, place), identity, place)
  return {
    holder,
    keep({ resources, ...report }) {
      resources.defer(followHeads(client, () => keepLease(client, signer, place, holder), holder, report))
    },
  }
}

/** Blocks between two looks at a lease that is held. */
const lookBlocks = 8

/** Codes that need no second look: nothing but an operator, or time, changes them. */
const isSure = (code: string) => code === 'LEASE_HELD' || code === 'LEASE_RELEASED'

function followHeads(
  client: Pick<ChainClient, 'onHead'>,
  keep: () => Promise<void>,
  holder: LeaseHolder,
  { emit, observe }: LeaseReport,
): () => Promise<void> {
  let next = 0
  let running: Promise<void> | null = null
  let announced: string | null = null
  let failures = 0

  async function look(block: number): Promise<void> {
    const failure = await keep().catch((error: unknown) => toSubnetError(error))
    const lack = await holder.requireHeld(0).then(
      () => null,
      (error: unknown) => toSubnetError(error),
    )
    next = block + (failure || lack ? 1 : lookBlocks)
    failures = lack === null ? 0 : failures + 1
    if (lack === null) {
      observe(null)
      if (announced !== null) emit({ kind: 'trouble-over', code: announced })
      announced = null
      return
    }
    // The reason why it cannot be claimed says more than that it is not held.
    const known = failure && !isSubnetError(lack, 'LEASE_HELD') ? failure : lack
    const { code, message: reason, fix } = known
    // A claim takes some blocks until it is final.
    if (failures < lookBlocks && !isSure(code)) return
    observe({ reason, fix })
    if (announced === code) return
    if (announced !== null) emit({ kind: 'trouble-over', code: announced })
    announced = code
    emit({ kind: 'trouble', code, reason, fix, lasting: true })
  }
  const end = client.onHead(({ number }) => {
    if (running !== null || number < next) return
    running = look(number).finally(() => {
      running = null
    })
  })
  return async () => {
    end()
    await running
  }
}

import type { BlockRef, BlockTransfers } from '@subnetkit/chain'
import type { Database, Queryable } from '@subnetkit/core/validator'
import { gatewayError } from '../errors.js'
import { keyBudget } from '../money/spend.js'

/** A transfer to the address of a key. */
export interface Deposit {
  readonly keyId: string
  readonly block: number
  readonly blockHash: string
  /** Place of its event in the block. */
  readonly event: number
  readonly address: string
  /** SS58 address of the sender. */
  readonly from: string
  readonly rao: bigint
  /** Micro-credits that it brought; 0 for one below the minimum. */
  readonly credits: bigint
  /** ms since the epoch. */
  readonly creditedAt: number
}

/** Outcome of reading blocks. */
export interface Credited {
  readonly deposits: readonly Deposit[]
  /** DEPOSIT_TOO_LARGE for each transfer that brought nothing because it is larger than the books can hold. */
  readonly refused: readonly Error[]
}

/** Deposits as they are stored, and how far the chain has been read. */
export interface DepositStore {
  /** Notes that an address is a key's. Call it before anyone sees the address. */
  addAddress(address: string, keyId: string): Promise<void>
  /** Last block that was read; null before the first. */
  cursor(): Promise<BlockRef | null>
  /** Sets the block after which reading begins, unless it has begun. */
  begin(block: BlockRef): Promise<void>
  /**
   * Credits the transfers of blocks to the budgets of their keys and moves the cursor past them, all or nothing. Nothing is credited
   * where another gateway has read the blocks meanwhile.
   */
  credit(
    after: BlockRef,
    blocks: readonly BlockTransfers[],
    creditsFor: (rao: bigint) => bigint,
  ): Promise<Credited>
  /** Newest deposits of a key, or of all. */
  list(keyId?: string): Promise<readonly Deposit[]>
}

const mostListed = 100
/**
 * Largest transfer that is stored, and most that a budget can hold: sums of them stay below 2^63. Far above all TAO that there will ever
 * be, but a development chain mints what it is asked for.
 */
const mostStored = 2n ** 61n
const columns =
  'key_id, block_number::text, block_hash, event, address, sender, rao::text, credits::text, credited_at::text'

export function createDepositStore({
  database,
  clock,
  genesis,
}: {
  readonly database: Database
  readonly clock: { date(): number }
  readonly genesis: string
}): DepositStore {
  return {
    async addAddress(address, keyId) {
      await database.query(
        'insert into subnetkit_gateway.deposit_addresses (address, key_id) values ($1, $2) on conflict do nothing',
        [address, keyId],
      )
    },
    async cursor() {
      const [row] = await database.query<{ number: string; hash: string }>(
        'select number::text, hash from subnetkit_gateway.deposit_cursors where genesis = $1',
        [genesis],
      )
      return row === undefined ? null : { number: Number(row.number), hash: row.hash }
    },
    async begin({ number, hash }) {
      await database.query(
        'insert into subnetkit_gateway.deposit_cursors (genesis, number, hash) values ($1, $2, $3) on conflict do nothing',
        [genesis, number, hash],
      )
    },
    async credit(after, blocks, creditsFor) {
      const last = blocks.at(-1) ?? after
      return database.transaction(
        async (transaction) => {
          const moved = await transaction.query(
            `update subnetkit_gateway.deposit_cursors set number = $4, hash = $5
              where genesis = $1 and number = $2 and hash = $3 returning 1`,
            [genesis, after.number, after.hash, last.number, last.hash],
          )
          if (moved.length === 0) return { deposits: [], refused: [] }
          const found = await depositsIn(transaction, blocks, creditsFor)
          return store(transaction, found, { genesis, creditedAt: Math.floor(clock.date()) })
        },
        { lock: null },
      )
    },
    list: (keyId) => listDeposits(database, keyId),
  }
}

/** Newest deposits of a key, or of all, of every chain. */
export async function listDeposits(database: Queryable, keyId?: string): Promise<readonly Deposit[]> {
  const rows = await database.query<DepositRow>(
    `select ${columns} from subnetkit_gateway.deposits where $1::text is null or key_id = $1
      order by block_number desc, event desc limit ${mostListed}`,
    [keyId ?? null],
  )
  return rows.map(depositOf)
}

/** The transfers that go to addresses of keys. */
async function depositsIn(
  transaction: Queryable,
  blocks: readonly BlockTransfers[],
  creditsFor: (rao: bigint) => bigint,
): Promise<readonly Found[]> {
  const receivers = [...new Set(blocks.flatMap(({ transfers }) => transfers.map(({ to }) => to)))]
  if (receivers.length === 0) return []
  const rows = await transaction.query<{ address: string; key_id: string }>(
    'select address, key_id from subnetkit_gateway.deposit_addresses where address = any ($1::text[])',
    [receivers],
  )
  const keys = new Map(rows.map(({ address, key_id }) => [address, key_id]))
  return blocks.flatMap(({ number, hash, transfers }) =>
    transfers.flatMap(({ event, from, to, amount }) => {
      const keyId = keys.get(to)
      if (keyId === undefined) return []
      const place = { block: number, blockHash: hash, event }
      return [{ keyId, ...place, address: to, from, rao: amount, credits: creditsFor(amount) }]
    }),
  )
}

type Found = Omit<Deposit, 'creditedAt'>

/** Stores deposits and raises the budgets of their keys. A deposit that is there already is passed over. */
async function store(
  transaction: Queryable,
  found: readonly Found[],
  { genesis, creditedAt }: { readonly genesis: string; readonly creditedAt: number },
): Promise<Credited> {
  const deposits: Deposit[] = []
  const refused: Error[] = []
  if (found.length === 0) return { deposits, refused }
  const caps = await lockBudgets(transaction, found)
  const raised = new Map<string, bigint>()
  for (const one of found) {
    const { keyId, block, event, address, rao } = one
    const budget = keyBudget(keyId)
    const before = raised.get(budget) ?? caps.get(budget) ?? 0n
    const fits = rao <= mostStored && before + one.credits <= mostStored
    if (!fits) refused.push(gatewayError('DEPOSIT_TOO_LARGE', { rao, block, event, address, keyId }))
    if (rao > mostStored) continue
    const deposit = { ...one, credits: fits ? one.credits : 0n, creditedAt }
    if (!(await insert(transaction, deposit, genesis))) continue
    deposits.push(deposit)
    raised.set(budget, before + deposit.credits)
  }
  await transaction.query(
    `update subnetkit_gateway.budgets b set cap = r.cap from unnest($1::text[], $2::bigint[]) as r (name, cap)
      where b.name = r.name`,
    [[...raised.keys()], [...raised.values()].map(String)],
  )
  return { deposits, refused }
}

/** Locks the budgets of keys by their names, as everything does that locks several, and returns their caps. */
async function lockBudgets(
  transaction: Queryable,
  found: readonly Found[],
): Promise<ReadonlyMap<string, bigint>> {
  const names = [...new Set(found.map(({ keyId }) => keyBudget(keyId)))]
  const rows = await transaction.query<{ name: string; cap: string | null }>(
    'select name, cap::text from subnetkit_gateway.budgets where name = any ($1::text[]) order by name for update',
    [names],
  )
  return new Map(rows.map(({ name, cap }) => [name, BigInt(cap ?? 0)]))
}

/** Stores a deposit. Returns false for one that is there already. */
async function insert(transaction: Queryable, deposit: Deposit, genesis: string): Promise<boolean> {
  const { keyId, block, blockHash, event, address, from, rao, credits, creditedAt } = deposit
  const inserted = await transaction.query(
    `insert into subnetkit_gateway.deposits
       (genesis, block_hash, event, block_number, key_id, address, sender, rao, credits, credited_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8::bigint, $9::bigint, $10) on conflict do nothing returning 1`,
    [genesis, blockHash, event, block, keyId, address, from, String(rao), String(credits), creditedAt],
  )
  return inserted.length > 0
}

type DepositRow = Record<
  'key_id' | 'block_number' | 'block_hash' | 'address' | 'sender' | 'rao' | 'credits' | 'credited_at',
  string
> & { readonly event: number }

const depositOf = (row: DepositRow): Deposit => ({
  ...{ keyId: row.key_id, block: Number(row.block_number), blockHash: row.block_hash, event: row.event },
  ...{ address: row.address, from: row.sender, rao: BigInt(row.rao), credits: BigInt(row.credits) },
  creditedAt: Number(row.credited_at),
})

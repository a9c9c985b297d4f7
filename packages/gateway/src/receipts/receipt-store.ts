import type { Clock } from '@subnetkit/base'
import type { Database } from '@subnetkit/core/validator'
import type { Proof, Receipt, ReceiptFile, Seal } from './receipt.js'

/** A receipt that is to be stored. */
export interface NewReceipt {
  readonly keyId: string
  readonly receipt: Receipt
  readonly seal: Seal | null
}

/** Receipts in the tables of a gateway. */
export interface ReceiptStore {
  /** Adds receipts; those that are there already stay. */
  add(receipts: readonly NewReceipt[]): Promise<void>
  /** Adds proofs of miners to receipts; proofs of a receipt that is gone are dropped. */
  addProofs(proofs: readonly { readonly id: string; readonly proof: Proof }[]): Promise<void>
  /** The receipt of an id if it belongs to the key; null otherwise. */
  find(id: string, keyId: string): Promise<ReceiptFile | null>
  /** Deletes receipts that are too old or too many. Returns their number. */
  sweep(): Promise<number>
}

interface ReceiptStoreOptions {
  readonly database: Database
  readonly clock: Pick<Clock, 'date'>
  readonly keepMs: number
  /** Receipts that are kept, at most. */
  readonly keep: number
}

const table = 'subnetkit_gateway.receipts'
const proofTable = 'subnetkit_gateway.receipt_proofs'

export function createReceiptStore({ database, clock, keepMs, keep }: ReceiptStoreOptions): ReceiptStore {
  return {
    async add(receipts) {
      const rows = receipts.map(({ keyId, receipt, seal }) => ({
        id: receipt.id,
        key_id: keyId,
        created_at: receipt.time,
        receipt: JSON.stringify(receipt),
        seal: seal === null ? null : JSON.stringify(seal),
      }))
      await database.query(
        `insert into ${table} (id, key_id, created_at, receipt, seal)
         select id, key_id, created_at, receipt, seal
           from json_to_recordset($1::json)
             as new(id text, key_id text, created_at bigint, receipt text, seal text)
         on conflict do nothing`,
        [JSON.stringify(rows)],
      )
    },
    async addProofs(proofs) {
      const rows = proofs.map(({ id, proof }) => ({ id, miner: proof.miner, proof: JSON.stringify(proof) }))
      await database.query(
        `insert into ${proofTable} (receipt_id, miner, proof)
         select new.id, new.miner, new.proof
           from json_to_recordset($1::json) as new(id text, miner integer, proof text)
           join ${table} r on r.id = new.id
         on conflict do nothing`,
        [JSON.stringify(rows)],
      )
    },
    async find(id, keyId) {
      const [row] = await database.query<{ receipt: string; seal: string | null; proofs: string[] }>(
        `select r.receipt, r.seal,
                array(select p.proof from ${proofTable} p where p.receipt_id = r.id order by p.miner) as proofs
           from ${table} r where r.id = $1 and r.key_id = $2`,
        [id, keyId],
      )
      if (row === undefined) return null
      return {
        receipt: JSON.parse(row.receipt) as Receipt,
        seal: row.seal === null ? null : (JSON.parse(row.seal) as Seal),
        proofs: row.proofs.map((proof) => JSON.parse(proof) as Proof),
      }
    },
    async sweep() {
      const [row] = await database.query<{ gone: number }>(
        `with gone as (
           delete from ${table} where created_at < $1::bigint
              or (created_at, id) <= (select created_at, id from ${table} order by created_at desc, id desc offset $2::bigint limit 1)
           returning 1
         ) select count(*)::int as gone from gone`,
        [Math.floor(clock.date()) - keepMs, keep],
      )
      return row?.gone ?? 0
    },
  }
}

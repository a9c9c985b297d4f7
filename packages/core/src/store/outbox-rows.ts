import { isSubnetError, reasonOf } from '@subnetkit/base'
import {
  chainError,
  decodeEntry,
  encodeEntry,
  entryId,
  isSettled,
  type OutboxEntry,
  type OutboxStore,
} from '@subnetkit/chain'
import { coreError } from '../errors.js'
import type { Database } from './database.js'

interface OutboxRow {
  readonly entry: string
}

/** The outbox of weights in the store of a validator. */
export function weightStore(database: Database, scope: string): OutboxStore {
  const read = (row: OutboxRow): OutboxEntry => {
    try {
      return decodeEntry(JSON.parse(row.entry))
    } catch (error) {
      // One of a later version is not damaged.
      if (isSubnetError(error)) throw error
      const detail = `an entry of the weights outbox: ${reasonOf(error)}`
      throw coreError('STORE_CORRUPT', { place: database.place, detail }, { cause: error })
    }
  }
  const write = (entry: OutboxEntry) => JSON.stringify(encodeEntry(entry))

  return {
    async add(entry) {
      const id = entryId(entry)
      await database.query(
        `insert into subnetkit.outbox (scope, id, revision, settled, entry)
         values ($1, $2, $3, $4, $5) on conflict do nothing`,
        [scope, id, entry.revision, isSettled(entry), write(entry)],
      )
      // Nothing may be signed or sent that a loss of power could make us forget.
      await database.flush()
      const [kept] = await database.query<OutboxRow>(
        'select entry from subnetkit.outbox where scope = $1 and id = $2',
        [scope, id],
      )
      if (!kept) throw new Error(`the weights ${entry.key} were not kept`)
      return read(kept)
    },
    async replace(entry) {
      const replaced = await database.query(
        `update subnetkit.outbox set revision = $3, settled = $4, entry = $5
          where scope = $1 and id = $2 and revision = $3 - 1 returning id`,
        [scope, entryId(entry), entry.revision, isSettled(entry), write(entry)],
      )
      if (replaced.length === 0) throw chainError('OUTBOX_CONFLICT', { key: entry.key })
      await database.flush()
    },
    async entries({ open = false, limit = 200 } = {}) {
      const rows = await database.query<OutboxRow>(
        `select entry from subnetkit.outbox where scope = $1 and not (settled and $2)
          order by number desc limit $3`,
        [scope, open, limit],
      )
      return rows.reverse().map(read)
    },
  }
}

import type { HotkeySwap, Metagraph } from '@subnetkit/chain'
import type { Database } from './database.js'
import type { StoreScope } from './validators.js'

/** State that a validator takes over from its own former hotkey. */
export interface FormerStore {
  /**
   * Takes over scores, rounds, secrets and receipts of the hotkey for which the validator's was swapped, if it has no
   * rounds yet and finds them in its database; else returns null. Reads the metagraph only if there is something to find.
   * Weights stay behind: what the former hotkey has signed or committed cannot be continued with another key.
   */
  adoptFormer(metagraph: () => Promise<Pick<Metagraph, 'neurons'>>): Promise<HotkeySwap | null>
}

/** Tables that go along; all but the weights. */
const kept = [
  ...['scores', 'rounds', 'receipts', 'answer_receipts', 'round_scores', 'shadow_scores', 'shadow_parts'],
  'organic_evidence',
  ...['queries', 'answers', 'answer_parts', 'neurons', 'swaps', 'verdicts', 'comparisons'],
  'observations',
] as const

/**
 * Stores of other hotkeys that have seen the neuron of the uid, coldkey and registration: under their own hotkey, or
 * under ours after a swap that they followed.
 */
const former = `
  select v.scope, v.hotkey from subnetkit.validators v
    join subnetkit.neurons n on n.scope = v.scope and n.uid = $6 and n.coldkey = $7 and n.registered_at = $8
   where v.genesis = $1 and v.netuid = $2 and v.mechanism = $3 and v.hotkey <> $4 and v.scope <> $5
     and (n.hotkey = v.hotkey or exists (
       select 1 from subnetkit.swaps s
        where s.scope = v.scope and s.hotkey = v.hotkey and s.registered_at = $8 and s.successor = n.hotkey))
     and exists (select 1 from subnetkit.rounds r where r.scope = v.scope)
   order by v.metagraph_block desc limit 1`

export function formerStore(database: Database, id: string, scope: StoreScope): FormerStore {
  const { netuid, mechanism, hotkey } = scope
  return {
    async adoptFormer(metagraph) {
      const [mayHave] = await database.query<{ genesis: string }>(
        `select v.genesis from subnetkit.validators v
           join subnetkit.validators o on o.genesis = v.genesis and o.netuid = v.netuid and o.mechanism = v.mechanism
          where v.scope = $1 and o.scope <> $1 and not exists (select 1 from subnetkit.rounds where scope = $1)
          limit 1`,
        [id],
      )
      if (mayHave === undefined) return null
      const own = (await metagraph()).neurons.find((neuron) => neuron.hotkey === hotkey)
      if (own === undefined) return null
      const { uid, coldkey, registeredAt } = own
      return database.transaction(
        async (transaction) => {
          // Another coordinator may have been quicker.
          const [begun] = await transaction.query('select 1 from subnetkit.rounds where scope = $1 limit 1', [
            id,
          ])
          const [found] = await transaction.query<{ scope: number; hotkey: string }>(former, [
            ...[mayHave.genesis, netuid, mechanism, hotkey, id],
            ...[uid, coldkey, registeredAt],
          ])
          if (begun || found === undefined) return null
          for (const table of kept) {
            await transaction.query(`update subnetkit.${table} set scope = $2 where scope = $1`, [
              found.scope,
              id,
            ])
          }
          await transaction.query(
            `update subnetkit.validators set metagraph_block =
             (select metagraph_block from subnetkit.validators where scope = $2) where scope = $1`,
            [id, found.scope],
          )
          return { uid, registeredAt, from: found.hotkey, to: hotkey }
        },
        { lock: id },
      )
    },
  }
}

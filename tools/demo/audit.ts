import { isDeepStrictEqual } from 'node:util'
import type { ChainClient } from '@subnetkit/chain'
import { auditTasks, toWire } from '@subnetkit/core'
import { type RoundRecord, readRoundNotice } from 'subnetkit/validator'
import type { RunningValidator } from './validators.js'

/**
 * Audits as anyone can: takes the hash that a validator committed before a round and the secret that it revealed after
 * it, both from the chain, draws the tasks again, and compares them with those in its receipts.
 * Returns how many tasks were checked; throws if one differs. The two newest rounds have not been revealed yet.
 */
export async function auditRounds(
  client: ChainClient,
  netuid: number,
  { actor, store, subnet }: RunningValidator,
): Promise<number> {
  const rounds = await store.rounds()
  const noticeAt = async ({ number, commitBlock }: RoundRecord) => {
    if (commitBlock === null) throw new Error(`round ${number} was asked but never committed`)
    const hash = await client.ask('chain_getBlockHash', client.api.rpc.chain.getBlockHash(commitBlock))
    return readRoundNotice(client, {
      netuid,
      hotkey: actor.hotkey.address,
      at: { number: commitBlock, hash: hash.toHex() },
    })
  }
  const folded = rounds.filter(({ state }) => state === 'folded')
  const notices = await Promise.all(folded.map(noticeAt))

  let checked = 0
  for (const [index, round] of folded.entries()) {
    const revealed = notices
      .flatMap((notice) => notice.revealed)
      .find(({ round: first, through }) => first <= round.number && round.number <= through)
    if (!revealed) continue
    // Whoever audits without the validator's store takes it from the validator's word: the record of the round has its hash.
    const observed = subnet.tasks.observe && (await store.observed(round.number))
    const secretHash = notices[index]?.committed?.secretHash ?? new Uint8Array()
    for (const receipt of await store.receipts(round.number)) {
      const tasks = auditTasks({
        secret: revealed.secret,
        secretHash,
        round: { netuid, mechanism: 0, number: round.number, observed },
        hotkey: receipt.hotkey,
        source: subnet.tasks,
      })
      const drawn = tasks.find(({ id }) => id === receipt.taskId)
      const asked = drawn && toWire(subnet.protocol[drawn.synapse]!.input, drawn.input)
      if (!isDeepStrictEqual(kept(asked), kept(receipt.input))) {
        throw new Error(
          `${actor.name} asked something else than task ${receipt.taskId} of round ${round.number}`,
        )
      }
      checked++
    }
  }
  return checked
}

/** A request as receipts keep it; of binary values the size alone, since not all of them have been hashed. */
function kept(request: unknown): unknown {
  const json = JSON.stringify(request) as string | undefined
  return json && JSON.parse(json, (key, value: unknown) => (key === 'sha256' ? undefined : value))
}

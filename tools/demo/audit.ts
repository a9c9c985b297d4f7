import { isDeepStrictEqual } from 'node:util'
import type { ChainClient } from '@subnetkit/chain'
import { auditTasks, type Bytes, mapBytes, type Synapse, toWire } from '@subnetkit/core'
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
      const schema = subnet.protocol[receipt.synapse]?.input
      const asked = drawn && schema && (await recorded(schema, drawn.input))
      if (!isDeepStrictEqual(asked, receipt.input)) {
        throw new Error(
          `${actor.name} asked something else than task ${receipt.taskId} of round ${round.number}`,
        )
      }
      checked++
    }
  }
  return checked
}

/** A question as receipts record it: binary values by their size and hash. */
async function recorded(schema: Synapse['input'], input: unknown): Promise<unknown> {
  const found: Bytes[] = []
  const wire = mapBytes(toWire(schema, input), (bytes) => {
    found.push(bytes)
    return bytes
  })
  await Promise.all(found.map((bytes) => bytes.sha256()))
  return JSON.parse(JSON.stringify(wire))
}

import { createMerkleTree, hashLeaf, type MerkleTree } from '@subnetkit/base'
import { type ScoreRecord, scoresVersion } from './score-record.js'

/** A round whose records are fixed: everything that its validator signs. */
export interface RoundStatement {
  readonly genesis: string
  readonly netuid: number
  readonly mechanism: number
  readonly validator: string
  readonly round: number
  /** Number of records. */
  readonly count: number
  /** Root of the tree over their hashes, hex. */
  readonly root: string
}

/** The statement alone. */
export function statementOf({
  genesis,
  netuid,
  mechanism,
  validator,
  round,
  count,
  root,
}: RoundStatement): RoundStatement {
  return { genesis, netuid, mechanism, validator, round, count, root }
}

interface RecordPlace {
  readonly miner: Pick<ScoreRecord['miner'], 'uid' | 'hotkey'>
  readonly task: Pick<ScoreRecord['task'], 'id'>
}

/** Order of the records of a round: by uid, hotkey and id of the task; texts by their UTF-16 units. */
export function byPlace(left: RecordPlace, right: RecordPlace) {
  return (
    left.miner.uid - right.miner.uid ||
    compare(left.miner.hotkey, right.miner.hotkey) ||
    compare(left.task.id, right.task.id)
  )
}

const compare = (left: string, right: string) => (left < right ? -1 : left > right ? 1 : 0)

/** Leaf of a record in the tree of its round. */
export function recordLeaf(hash: string): Uint8Array {
  return hashLeaf(`${scoresVersion} record\n${hash}`)
}

/** Tree over the records of a round, by their hashes in the order of {@link byPlace}; at least one. */
export function recordTree(hashes: readonly string[]): MerkleTree {
  return createMerkleTree(hashes.map(recordLeaf))
}

/** Text that the validator signs for a round. No field holds a line break, so that no two rounds read the same. */
export function roundText(statement: RoundStatement): string {
  const { validator, genesis, netuid, mechanism, round, count, root } = statement
  return [`${scoresVersion} round`, validator, genesis, netuid, mechanism, round, count, root].join('\n')
}

/** Tree over rounds in ascending order, whose root goes on chain; at least one. */
export function roundTree(rounds: readonly RoundStatement[]): MerkleTree {
  return createMerkleTree(rounds.map((round) => hashLeaf(roundText(round))))
}

import { hexToU8a, u8aConcat } from '@polkadot/util'
import { checked, integer, netuid as netuidField, optionsOf, parseOptions } from '@subnetkit/base'
import {
  type BlockRef,
  type ChainClient,
  type CommitmentField,
  planCommitment,
  readCommitment,
  runPlan,
  type Signer,
} from '@subnetkit/chain'
import type { RoundNotice } from './chain-port.js'

/** Marks our fields among other commitments of a hotkey: "sk", then which of the two it is. */
const marks = { committed: 0x736b01, revealed: 0x736b02 } as const
const markBytes = 3
const roundBytes = 8
const payloadBytes = 32
const fieldBytes = markBytes + roundBytes + payloadBytes

const bytesOf = (what: string) =>
  checked<Uint8Array>(
    (value) => value instanceof Uint8Array && value.length === payloadBytes,
    `${what} of ${payloadBytes} bytes, a Uint8Array`,
  )
const noticeSchema = optionsOf({
  netuid: netuidField(),
  committed: optionsOf({ round: integer(), secretHash: bytesOf('a hash') }).nullable(),
  revealed: optionsOf({ round: integer(), secret: bytesOf('a secret') }).nullable(),
})

/**
 * Publishes, in the hotkey's commitment on chain, the hash of the coming round's secret and the secret of a round that
 * is over, so that anyone can rebuild the tasks of the latter. Data that is already published is not sent again.
 * Throws CONFIG_INVALID, NOT_REGISTERED, COMMITMENT_SPACE_USED, and the errors of `runPlan`.
 */
export async function publishRound(
  client: ChainClient,
  hotkey: Signer,
  notice: RoundNotice,
): Promise<BlockRef> {
  const { netuid, ...rounds } = parseOptions(noticeSchema, notice, 'publishRound')
  const fields = encodeRoundNotice({ netuid, ...rounds }).map(
    (data): CommitmentField => ({ kind: 'Raw', data }),
  )
  const plan = await planCommitment(client, { netuid, hotkey: hotkey.address, fields })
  return (await runPlan(client, hotkey, plan)).block
}

/** Reads a validator's published notice about its rounds, at a block or the best one. */
export async function readRoundNotice(
  client: ChainClient,
  parameters: { readonly netuid: number; readonly hotkey: string; readonly at?: BlockRef | undefined },
): Promise<RoundNotice> {
  const fields = (await readCommitment(client, parameters))?.fields ?? []
  return decodeRoundNotice(
    parameters.netuid,
    fields.flatMap((field) => ('data' in field ? [field.data] : [])),
  )
}

/** The fields of a notice: mark, round number (u64 little-endian), then the hash or the secret. */
export function encodeRoundNotice({ committed, revealed }: RoundNotice): Uint8Array[] {
  return [
    ...(committed ? [encodeField(marks.committed, committed.round, committed.secretHash)] : []),
    ...(revealed ? [encodeField(marks.revealed, revealed.round, revealed.secret)] : []),
  ]
}

/** Reads the fields back; other fields are ignored. */
export function decodeRoundNotice(netuid: number, fields: readonly Uint8Array[]): RoundNotice {
  const find = (mark: number) => {
    const field = fields.find((bytes) => bytes.length === fieldBytes && readMark(bytes) === mark)
    if (!field) return null
    const view = new DataView(field.buffer, field.byteOffset)
    return { round: Number(view.getBigUint64(markBytes, true)), payload: field.slice(markBytes + roundBytes) }
  }
  const committed = find(marks.committed)
  const revealed = find(marks.revealed)
  return {
    netuid,
    committed: committed && { round: committed.round, secretHash: committed.payload },
    revealed: revealed && { round: revealed.round, secret: revealed.payload },
  }
}

function encodeField(mark: number, round: number, payload: Uint8Array): Uint8Array {
  const number = new Uint8Array(roundBytes)
  new DataView(number.buffer).setBigUint64(0, BigInt(round), true)
  return u8aConcat(hexToU8a(`0x${mark.toString(16)}`), number, payload)
}

function readMark(bytes: Uint8Array): number {
  return ((bytes[0] ?? 0) << 16) | ((bytes[1] ?? 0) << 8) | (bytes[2] ?? 0)
}

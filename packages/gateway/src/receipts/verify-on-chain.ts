import { isSubnetError } from '@subnetkit/base'
import { type BlockRef, type ChainClient, openBlock, readBlockRef, readPast, storage } from '@subnetkit/chain'
import { type ModelCard, readModelCard } from '@subnetkit/core/validator'
import type { Receipt } from './receipt.js'
import { type AnswerCheck, answerInvalid, usedMiners } from './verify-answer.js'

type Miner = Receipt['miners'][number]

/**
 * Checks a receipt against the chain: that the hotkeys of the miners whose answers were used were registered at its block, and had committed
 * to the models that it names. Old blocks need an archive node. Throws ANSWER_UNPROVEN with the first thing that is wrong, and the errors
 * of the chain.
 */
export async function verifyAnswerOnChain(
  client: ChainClient,
  receipt: Receipt,
): Promise<readonly AnswerCheck[]> {
  const { genesisHash } = client.status()
  const { netuid, genesis, block } = receipt
  if (netuid === null || genesis === null || block === null) {
    return [{ subject: 'chain', proven: false, detail: 'the receipt names no subnet, or no block of one' }]
  }
  if (genesis !== genesisHash) throw answerInvalid('receipt.genesis', `the chain asked is ${genesisHash}`)
  const { number: newest } = (await openBlock(client, { reads: {} })).block.block
  if (block > newest) {
    const detail = `the chain has come to block ${newest}, and the receipt is of block ${block}`
    return [{ subject: 'chain', proven: false, detail }]
  }
  const checks: AnswerCheck[] = []
  for (const place of usedMiners(receipt)) {
    const miner = receipt.miners[place]!
    const where = { netuid, block, place: `receipt.miners.${place}` }
    checks.push(await checkRegistration(client, miner, where), ...(await checkCard(client, miner, where)))
  }
  return checks
}

interface Where {
  readonly netuid: number
  readonly block: number
  readonly place: string
}

async function checkRegistration(client: ChainClient, miner: Miner, where: Where): Promise<AnswerCheck> {
  const { hotkey, registeredAt, uid } = miner
  const subject = `miner ${hotkey}`
  const registered = `registered on subnet ${where.netuid} since block ${registeredAt}`
  if (registeredAt > where.block) throw answerInvalid(where.place, 'it was registered after it was asked')
  // A registration that still holds held at every block since.
  const isSame = (found: Registration | null) =>
    found?.registeredAt === registeredAt && (uid ?? found.uid) === found.uid
  if (isSame(await registrationOf(client, miner, where.netuid)))
    return { subject, proven: true, detail: registered }
  const past = await atBlock(client, where.block, (at) => registrationOf(client, miner, where.netuid, at))
  if (past === forgotten) return { subject, proven: false, detail: `${registered}: needs an archive node` }
  if (!isSame(past)) throw answerInvalid(where.place, `it was not ${registered} at block ${where.block}`)
  return { subject, proven: true, detail: registered }
}

interface Registration {
  readonly uid: number
  readonly registeredAt: number
}

async function registrationOf(
  client: ChainClient,
  { hotkey }: Miner,
  netuid: number,
  at?: BlockRef,
): Promise<Registration | null> {
  const found = await openBlock(client, { at, reads: { uid: storage.Uids(netuid, hotkey) } })
  const { uid } = found.values
  if (uid === null) return null
  const reads = { registeredAt: storage.BlockAtRegistration(netuid, uid) }
  const { values } = await openBlock(client, { at: found.block.block, reads })
  return { uid, registeredAt: values.registeredAt }
}

async function checkCard(
  client: ChainClient,
  { hotkey, card }: Miner,
  where: Where,
): Promise<readonly AnswerCheck[]> {
  if (card === null) return []
  const subject = `miner ${hotkey}`
  const detail = `committed to ${card.name} (${card.licence}), ${card.sha256.slice(0, 16)}…`
  const held = await atBlock(client, card.block, (at) =>
    readModelCard(client, { netuid: where.netuid, hotkey, at }),
  )
  if (held === forgotten) return [{ subject, proven: false, detail: `${detail}: needs an archive node` }]
  if (held === null || !isCard(held, card))
    throw answerInvalid(`${where.place}.card`, `the chain has another at block ${card.block}`)
  return [{ subject, proven: true, detail }]
}

const isCard = (held: ModelCard, { sha256, name, licence }: NonNullable<Miner['card']>) =>
  Buffer.from(held.sha256).toString('hex') === sha256 && held.name === name && held.licence === licence

const forgotten = Symbol('a block that the node has pruned')

/** Reads at a block of the past. */
async function atBlock<T>(
  client: ChainClient,
  number: number,
  read: (at: BlockRef) => Promise<T>,
): Promise<T | typeof forgotten> {
  try {
    const at = await readBlockRef(client, number)
    return await readPast(at, 'checking a receipt', read(at))
  } catch (error) {
    if (isSubnetError(error, 'CHAIN_HISTORY_MISSING')) return forgotten
    throw error
  }
}

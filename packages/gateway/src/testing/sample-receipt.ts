import { createMerkleTree, hashLeaf } from '@subnetkit/base'
import { answerStatement, batchStatement } from '@subnetkit/core'
import { createKeypair, type Keypair } from '@subnetkit/wallet'
import { requestHash, sha256 } from '../receipts/hashes.js'
import type { Proof, Receipt, ReceiptFile } from '../receipts/receipt.js'
import { sealReceipts } from '../receipts/seal.js'

const gateway = createKeypair('//Gateway')

interface SampleOptions {
  readonly miner?: Keypair
  readonly keepsAnswer?: boolean
  /** Text that the gateway shows to its client. @default what the miner has answered */
  readonly shown?: string
  /** Request of the client. @default one of which only a hash is known */
  readonly request?: unknown
  /** Hash of the answer. @default that of the text that is shown */
  readonly sha256?: string
  /** Bytes of the miner's answer. @default JSON with the text in it */
  readonly bytes?: Buffer
}

/** A receipt of a gateway with the proof of a miner, for an answer that one of two miners has given. */
export async function sampleReceipt(text: string, options: SampleOptions = {}): Promise<ReceiptFile> {
  const { miner = createKeypair('//Miner'), keepsAnswer = false, shown = text } = options
  const answer = options.bytes ?? Buffer.from(JSON.stringify({ result: { data: { text } } }))
  const question = sha256('{"prompt":"Where is the tower?"}')
  const target = ['btauth/1', 'sr25519', 'POST', '/complete', question, '1700000000000000000']
  const request = [...target, gateway.address, miner.address].join('\n')
  const parts = {
    ...{ caller: gateway.address, miner: miner.address, request: sha256(request), status: 200 },
    ...{ body: sha256(answer), time: 1_700_000_000_500 },
  }
  const batch = { count: 2, start: 1_700_000_000_000, end: 1_700_000_001_000 }
  const tree = createMerkleTree([hashLeaf('another'), hashLeaf(answerStatement(parts))])
  const statement = batchStatement({ miner: miner.address, ...batch }, tree.root)
  const proof: Proof = {
    miner: 1,
    receipt: {
      ...{ version: 'receipts/1', ...parts, index: 1, ...batch },
      path: tree.pathOf(1).map((sibling) => Buffer.from(sibling).toString('hex')),
      signature: `0x${Buffer.from(miner.sign(Buffer.from(statement))).toString('hex')}`,
    },
    request: { text: request, body: { sha256: question } },
    answer: { status: 200, body: keepsAnswer ? answer.toString('base64') : { sha256: parts.body } },
  }
  const made = receiptOf(options.sha256 ?? sha256(shown), {
    ...{ miner, request: parts.request, answer: parts.body },
  })
  const receipt = options.request === undefined ? made : { ...made, request: requestHash(options.request) }
  const genesis = receipt.genesis
  const signer = { address: gateway.address, sign: (message: string) => gateway.sign(Buffer.from(message)) }
  const others = [{ ...receipt, id: `rcpt_${'B'.repeat(32)}` }, receipt, { ...receipt, charged: 7 }]
  const seals = await sealReceipts(others, { signer, genesis })
  return { receipt, seal: seals[1]!, proofs: [proof] }
}

function receiptOf(
  hash: string,
  { miner, request, answer }: { readonly miner: Keypair; readonly request: string; readonly answer: string },
): Receipt {
  const card = { sha256: 'cd'.repeat(32), name: 'Small model', licence: 'mit', block: 90 }
  const late = {
    ...{ hotkey: gateway.address, uid: 3, registeredAt: 50, reason: 'first', outcome: 'late' },
    ...{ latencyMs: 4_000, request: null, answer: null, card: null, calls: [] },
  }
  return {
    ...{ version: 'answers/1', id: `rcpt_${'A'.repeat(32)}`, requestId: 'req_1', time: 1_700_000_001_000 },
    ...{ gateway: gateway.address, genesis: `0x${'ab'.repeat(32)}`, netuid: 7, block: 100, stale: false },
    ...{ model: 'text', mode: 'plain', synapse: 'complete', request: 'ef'.repeat(32) },
    miners: [
      late,
      {
        ...{ hotkey: miner.address, uid: 4, registeredAt: 60, reason: 'retry', outcome: 'good' },
        ...{ latencyMs: 120, request, answer, card, calls: [] },
      },
    ],
    answers: [{ sha256: hash, by: [1] }],
    ...{ charged: 42, parent: null, calls: [{ gateway: 'https://gateway.example/v1', receipt: 'rcpt_1' }] },
  }
}

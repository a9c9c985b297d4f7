import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readBalance } from '../actions/balance.js'
import { planTransfer } from '../actions/transfer.js'
import { alice, bob, tao } from '../testing/dev-subnet.js'
import { createProxiedChain, type ProxiedChain } from '../testing/proxied-chain.js'

/** Response of the runtime to a fee query: weight, class, and a fee. */
const answered = /"result":"0x(?:[0-9a-f]{2}){3,30}"/

describe('the fee in a plan', () => {
  let chain: ProxiedChain
  beforeEach(async () => {
    chain = await createProxiedChain()
  })
  afterEach(() => chain[Symbol.asyncDispose]())

  /** Lets the runtime answer with another fee, or with none. */
  const answerFee = (answer: string) =>
    chain.proxy.inject({
      kind: 'answer',
      method: 'state_call',
      times: 100,
      fault: { kind: 'rewrite', rewrite: (text) => text.replace(answered, answer) },
    })

  const plan = async (amount: bigint) =>
    planTransfer(chain.client, { coldkey: bob.address, payments: [{ to: alice.address, amount }] })

  it('is what the runtime estimates, and counts against the balance', async () => {
    // The account keeps its existential deposit.
    const balance = (await readBalance(chain.client, bob.address)) - 500n
    const { fee } = await plan(balance)
    expect(fee).toBeGreaterThan(0n)
    expect((await plan(balance - fee)).problems).toEqual([])
    // Five TAO, u64 little-endian.
    answerFee('"result":"0x00000000f2052a01000000"')
    const paid = await plan(balance)
    expect(paid.fee).toBe(5n * tao)
    expect(paid.problems).toMatchObject([
      { code: 'BALANCE_TOO_LOW', details: { needed: balance + 500n + 5n * tao, missing: 5n * tao } },
    ])
    expect((await plan(balance - 5n * tao)).problems).toEqual([])
  })

  it('is noted as unknown when the runtime cannot say', async () => {
    answerFee('"error":{"code":4003,"message":"the runtime trapped"}')
    const { fee, notes, problems } = await plan(tao)
    expect(fee).toBe(0n)
    expect(problems).toEqual([])
    expect(notes.join()).toContain('the runtime trapped')
  })
})

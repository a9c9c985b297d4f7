import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readSlot, type Slot } from '../../commitment/layout.js'
import { type RevealedSecret, readNotice, withNotice } from '../../commitment/notice.js'
import { ema } from '../../scoreboard/ema.js'
import type { Database } from '../../store/database.js'
import { openDatabase } from '../../store/open-database.js'
import { openStore } from '../../store/store.js'
import { commitRound } from '../../tasks/audit.js'
import type { RoundPublication } from '../chain-port.js'
import { publishSecret } from './publish-secret.js'

let database: Database
beforeAll(async () => {
  database = await openDatabase({ memory: true })
})
afterAll(() => database[Symbol.asyncDispose]())

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
const timeout = new Error('the node did not answer')
const spaceUsed = new Error('no space')

type Answer = 'sent' | 'no space' | 'lost before' | 'lost after' | 'killed after'
const answers = fc.constantFrom<Answer>(
  'sent',
  'sent',
  'no space',
  'lost before',
  'lost after',
  'killed after',
)

/** The commitment of a hotkey, by the rules of `publishRound`. */
function createSlotChain() {
  let slot: Slot = readSlot([])
  const committed = new Set<string>()
  const revealed: RevealedSecret[] = []
  return {
    ...{ committed, revealed },
    publish({ committed: next, current, revealed: secrets = [] }: RoundPublication, answer: Answer) {
      const held = readNotice(slot, 0).committed
      const isHeld = (hash: Uint8Array | null | undefined) =>
        !!held && !!hash && hex(held.secretHash) === hex(hash)
      if (answer === 'lost before') throw timeout
      if (answer === 'no space' && !isHeld(next.secretHash)) {
        if (!isHeld(current)) throw spaceUsed
        return { number: 1, hash: '0x', secretHash: current as Uint8Array }
      }
      slot = withNotice(slot, 0, { committed: next, revealed: secrets })
      committed.add(hex(next.secretHash))
      revealed.push(...secrets)
      if (answer === 'lost after') throw timeout
      return { number: 1, hash: '0x', secretHash: next.secretHash }
    },
  }
}

it('no round is asked with a secret that is not committed, or revealed, whatever fails and is killed', async () => {
  let validators = 0
  const course = fc.array(fc.record({ answer: answers, folds: fc.nat(3) }), { minLength: 8, maxLength: 16 })
  await fc.assert(
    fc.asyncProperty(course, async (steps) => {
      validators += 1
      const store = await openStore({ database, netuid: 1, validator: `5V${validators}` })
      const chain = createSlotChain()
      const open: number[] = []
      for (const [index, { answer, folds }] of steps.entries()) {
        const number = (index + 1) * 10
        const secret = Uint8Array.from(randomBytes(32))
        const given = { number, roundBlocks: 10, secret, secretHash: commitRound(secret) }
        // A step that failed or was killed runs again, without what it knew.
        for (const now of [answer, 'sent'] as const) {
          const opened = (await store.openRound(given))!
          if (opened.commitBlock !== null) break
          const killed: typeof store = { ...store, published: async () => {}, shareSecret: async () => {} }
          const context = {
            ...{ netuid: 1, mechanism: 0, store: now === 'killed after' ? killed : store },
            chain: { publishRound: async (publication: RoundPublication) => chain.publish(publication, now) },
          }
          await publishSecret(context, opened).catch((error) => {
            if (error !== timeout && error !== spaceUsed) throw error
          })
        }
        const round = await store.round(number)
        expect(round?.commitBlock).not.toBeNull()
        const hash = hex(round!.secretHash)
        expect(chain.committed).toContain(hash)
        expect(chain.revealed.map(({ secret: own }) => hex(commitRound(own)))).not.toContain(hash)
        await store.planRound(number, { miners: [] })
        open.push(number)
        for (const over of open.splice(0, folds)) await store.fold(over, ema({ alpha: 1 }))
        // What is public belongs to rounds that are over, and names all of them.
        const rounds = await store.rounds(1_000)
        for (const { secret: own, round: first, through } of chain.revealed) {
          const users = rounds.filter(({ secretHash }) => hex(secretHash) === hex(commitRound(own)))
          expect(users.map(({ state }) => state)).toEqual(Array(users.length).fill('folded'))
          expect([first, through]).toEqual([users[0]?.number, users.at(-1)?.number])
        }
      }
    }),
    { numRuns: 12 },
  )
})

import type { Mode } from './mode.js'

/** The first usable answer. */
export const plain: Mode = {
  name: 'plain',
  miners: 1,
  async answer({ router, question, asking }) {
    const { answer, miner } = await router.ask(question, asking)
    return { answer, by: [miner], paid: [answer] }
  },
  open: ({ router, question, live, asking }) => router.open(question, live, asking),
}

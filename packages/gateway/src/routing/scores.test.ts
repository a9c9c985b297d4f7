import { createStop } from '@subnetkit/base'
import { createManualClock } from '@subnetkit/base/testing'
import { expect, it } from 'vitest'
import type { Candidate, GatewayModel } from '../model.js'
import { gistOfText } from '../modes/gist.js'
import { panel } from '../modes/panel.js'
import { type FakeMiner, fakeModel, ok } from '../testing/fake-model.js'
import { seededRandom } from '../testing/simulation/random.js'
import { createRouter } from './ask.js'
import type { Question } from './question.js'
import { createSkillFeed } from './skill/skill-source.js'

/** A router over miners, by the labels of a feed. */
function routed(miners: readonly FakeMiner[]) {
  const [clock, skills, asked] = [createManualClock(), createSkillFeed(), [] as string[]]
  const model = fakeModel(miners, { skills })
  const router = createRouter({ clock, random: seededRandom(4) })
  const watched: GatewayModel = {
    ...model,
    query(miner, ...rest) {
      asked.push(miner.hotkey)
      return model.query(miner, ...rest)
    },
  }
  const { miners: candidates } = model.candidates()
  const say = ({ hotkey, registeredAt }: Candidate, prompt: string, right: boolean, silent = false) =>
    skills.add({ hotkey, registeredAt, prompt, right, silent })
  const asking = () => ({
    ...{ model: watched, stop: createStop() },
    ...{ asked: new Set<string>(), onCall: () => {} },
  })
  const question = (prompt: string): Question<string> => ({
    ...{ synapse: 'complete', input: { prompt, request: {} }, prompt, param: 'messages' },
    ...{ read: (output) => (output as { readonly text: string }).text, agree: gistOfText },
  })
  return { clock, router, candidates, asked, say, asking, question }
}

it('defect: a panel waited for miners that had left all questions of a validator open', async () => {
  const stalled: FakeMiner = () => new Promise(() => {})
  const { router, candidates, asked, say, asking, question } = routed([
    () => ok('4'),
    () => ok('4'),
    stalled,
    stalled,
  ])
  for (let at = 0; at < 20; at++)
    for (const [miner, candidate] of candidates.entries())
      say(candidate, `What is ${at} plus 2?`, miner < 2, miner >= 2)
  for (let request = 0; request < 50; request++) {
    const { answer } = await panel.answer({
      router,
      question: question('What is 2 plus 2?'),
      asking: asking(),
    })
    expect(answer).toBe('4')
  }
  expect(new Set(asked)).toEqual(new Set(['miner-0', 'miner-1']))
})

it('defect: classes that were learnt while a miner answered took its skill from its answer', async () => {
  let answer = (_: string) => {}
  const late = new Promise<string>((resolve) => {
    answer = resolve
  })
  const { clock, router, candidates, say, asking, question } = routed([
    async (prompt) => (prompt === 'What is 1 plus 7?' ? ok(await late) : ok('8')),
  ])
  const [miner] = candidates
  for (let at = 0; at < 19; at++) say(miner!, `What is ${at} plus 7?`, true)
  const given = router.ask(question('What is 1 plus 7?'), asking())
  for (let at = 0; at < 40; at++) say(miner!, `Where do the ${'abcdefgh'[at % 8]} live?`, false)
  await clock.advance(1_000)
  const other = await router.ask(question('Where do the a live?'), asking())
  expect(other.skill).toBeLessThan(0.2)
  answer('8')
  expect((await given).skill).toBeGreaterThan(0.8)
})

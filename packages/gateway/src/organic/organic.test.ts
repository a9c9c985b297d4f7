import { blendScore, capEvidence, type OrganicEvidence } from '@subnetkit/core'
import { expect, it } from 'vitest'
import { seededRandom } from './testing/seeded-random.js'
import { verdictsByAgreement } from './verdict.js'

const evidence = (key: string, verdict: number, payer = key): OrganicEvidence => ({
  ...{ miner: 'm', key, payer, verdict },
})
const many = (count: number, make: (at: number) => OrganicEvidence) =>
  Array.from({ length: count }, (_, at) => make(at))

it('a key is 5 % of a round, a payer 10 % of it and 5 % of a miner, and a flood takes nothing from others', () => {
  const about = (list: readonly OrganicEvidence[]) => capEvidence(list).get('m')!
  const honest = many(100, (at) => evidence(`k${at % 50}`, 0))
  for (const flood of [
    many(1_000, () => evidence('loud', 1)),
    many(1_000, (at) => evidence(`l${at % 20}`, 1, 'loud')),
  ]) {
    const { mean, counted } = about([...honest, ...flood])
    expect([mean, counted]).toEqual([expect.closeTo(0.05), expect.closeTo(1)])
  }
  expect(about(many(9, () => evidence('only', 1)))).toEqual({ mean: 1, counted: expect.closeTo(0.05) })
  expect(about(honest)).toEqual({ mean: 0, counted: expect.closeTo(1) })
  expect(capEvidence([]).size).toBe(0)
  expect(about([evidence('odd', Number.NaN)]).mean).toBe(0)
})

it('organic evidence is a fifth of a score at most, and without any the score is as it was', () => {
  expect(blendScore(0.5, { mean: 1, counted: 1 })).toBeCloseTo(0.6)
  expect(blendScore(0.5, { mean: 1, counted: 0.05 })).toBeCloseTo(0.505)
  expect(blendScore(0.5, undefined)).toBe(0.5)
})

it('two operators make a verdict, many miners of one do not', () => {
  const answer = (miner: string, operator: string, gist: string) => ({ miner, operator, gist })
  expect(
    verdictsByAgreement([answer('a', 'x', '1'), answer('b', 'x', '1'), answer('c', 'y', '2')]),
  ).toBeNull()
  expect(verdictsByAgreement([answer('a', 'x', '1'), answer('b', 'y', '2')])).toBeNull()
  expect(verdictsByAgreement([answer('a', 'x', '1'), answer('b', 'y', '1'), answer('c', 'z', '2')])).toEqual(
    new Map([
      ['a', 1],
      ['b', 1],
      ['c', 0],
    ]),
  )
  const tied = [answer('a', 'x', '1'), answer('b', 'y', '1'), answer('c', 'z', '2'), answer('d', 'w', '2')]
  expect(verdictsByAgreement(tied)).toBeNull()
})

/**
 * 16 miners, one of the attacker; half of the requests are the attacker's own, which only its miner answers right. Each request goes to
 * three miners at random, and what two operators agree on is right. Returns how far the attacker's traffic moves its score.
 */
function attack(seed: number, keys: number): number {
  const random = seededRandom(seed)
  const draw = () => Math.floor(random() * 16)
  const skill = (miner: number) => (miner === 0 ? 0.5 : 0.9)
  const collected: OrganicEvidence[] = []
  for (let request = 0; request < 1_000; request++) {
    const isOwn = request % 2 === 0
    const asked = new Set([draw()])
    while (asked.size < 3) asked.add(draw())
    // Its own questions are known to its miner; they are easy enough for two others to agree now and then.
    const isRight = (miner: number) => random() < (isOwn && miner === 0 ? 1 : skill(miner))
    const answers = [...asked].map((miner) => ({
      ...{ miner: String(miner), operator: `o${miner}` },
      gist: isRight(miner) ? 'right' : `wrong ${miner}`,
    }))
    const key = isOwn ? `own${request % keys}` : `user${request % 101}`
    for (const [miner, verdict] of verdictsByAgreement(answers) ?? [])
      collected.push({ miner, key, payer: isOwn ? 'own' : key, verdict })
  }
  const honest = collected.filter(({ payer }) => payer !== 'own')
  const [withIt, without] = [collected, honest].map((list) => blendScore(0.5, capEvidence(list).get('0')))
  return Math.abs(withIt! - without!)
}

it.each([1, 20, 499])(
  'an attacker with half of the traffic and %i keys moves its score by 0.01 at most',
  (keys) => {
    for (let seed = 1; seed <= 3; seed++) expect(attack(seed, keys)).toBeLessThanOrEqual(0.01)
  },
)

it('whatever its answers are judged to be, one key moves a score by 0.01 at most', () => {
  const random = seededRandom(7)
  for (let trial = 0; trial < 60; trial++) {
    const others = many(Math.floor(random() * 60), (at) => evidence(`k${at}`, random()))
    const own = many(1 + Math.floor(random() * 500), () => evidence('own', 1))
    const score = random()
    const scoreWith = (verdict: number) =>
      blendScore(score, capEvidence([...others, ...own.map((one) => ({ ...one, verdict }))]).get('m'))
    const swing = scoreWith(1) - scoreWith(0)
    expect(Math.abs(swing)).toBeLessThanOrEqual(0.01 + 1e-12)
  }
})

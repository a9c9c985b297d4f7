import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../testing/simulation/random.js'
import { drawShare, meanOf, noEvidence, withAnswer } from './beta.js'
import { addAnswer, hasChanged, noChange } from './change.js'
import { classOf, learnClasses, oneClass } from './classes.js'
import { featureCount, featuresOf } from './features.js'
import type { Labelled } from './labelled.js'
import { createSkillFeed } from './skill-source.js'
import { createSkills } from './skills.js'

const label = (miner: string, prompt: string, right: boolean): Labelled => ({
  ...{ miner, right, features: featuresOf(prompt), isKnown: true },
})
const animals = ['cat', 'dog', 'horse', 'newt', 'owl', 'pike', 'rat', 'seal', 'toad', 'wolf', 'yak', 'zebra']
/** Two miners, each right about one kind of question. */
const twoSpecialists = animals.flatMap((animal, at) => {
  const prompts = [`What is ${at} plus 7?`, `Where does the ${animal} live?`]
  return prompts.flatMap((prompt, kind) => [
    label('counts', prompt, kind === 0),
    label('knows', prompt, kind === 1),
  ])
})

describe('features of a prompt', () => {
  it('are numbers below the count, sorted, for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        const features = featuresOf(text)
        return features.every((feature, at) => feature < featureCount && feature > (features[at - 1] ?? -1))
      }),
    )
  })

  it('are few for a long text, and know both of its ends', () => {
    const long = `first ${Array.from({ length: 20_000 }, (_, at) => `w${String.fromCodePoint(97 + (at % 26))}`).join(' ')} last`
    expect(featuresOf(long).length).toBeLessThan(90)
    expect(featuresOf(long)).not.toEqual(featuresOf(long.replace('last', 'end')))
    expect(featuresOf('What is 12?')).toEqual(featuresOf('what is 99'))
  })
})

describe('classes of prompts', () => {
  it('are separated by which miners are right, without names of families', () => {
    const classes = learnClasses(twoSpecialists)
    expect(classOf(classes, featuresOf('What is 55 plus 8?'))).not.toBe(
      classOf(classes, featuresOf('Where does the bear live?')),
    )
  })

  it('are one below 20 judged answers, and where words do not tell who is right', () => {
    expect(learnClasses(twoSpecialists.slice(0, 19))).toEqual(oneClass)
    const random = seededRandom(3)
    const noise = twoSpecialists.map((one) => ({ ...one, right: random() < 0.5 }))
    expect(learnClasses(noise)).toEqual(oneClass)
  })
})

describe('classes of the scores of three rounds', () => {
  const kinds = [
    (word: string, random: () => number) =>
      `Write a text that uses the word "${word}" and has ${Math.floor(random() * 40)} words.`,
    (word: string) => `Passage: the ${word} was seen at dawn. Question: Which words follow "${word}"?`,
    (word: string, random: () => number) => `How much is ${Math.floor(random() * 90)} plus 4 ${word}s?`,
  ]
  /** Labels of miners each of which masters one kind, or none, and has questions of its own. */
  function labelsFor(seed: number, miners: number, each: number): readonly Labelled[] {
    const random = seededRandom(seed)
    const draw = () => animals[Math.floor(random() * animals.length)]!
    return Array.from({ length: miners * each }, (_, at) => {
      const kind = Math.floor(random() * 3)
      return label(`miner-${at % miners}`, kinds[kind]!(draw() + draw(), random), at % miners === kind)
    })
  }
  const differ = (labels: readonly Labelled[]) => {
    const classes = learnClasses(labels)
    return new Set(kinds.map((ask) => classOf(classes, featuresOf(ask('newtowl', () => 0.5))))).size
  }

  it('defect: two draws of three left specialists in one class that were mixed with miners always wrong', () => {
    const found = Array.from({ length: 12 }, (_, seed) => differ(labelsFor(seed, 9, 24)))
    expect(found.filter((count) => count === 3).length).toBeGreaterThan(9)
  })

  it('defect: a subnet of many miners, each with a few labels, had one class', () => {
    const labels = labelsFor(3, 3, 300).map((one, at) => ({ ...one, miner: `${one.miner} ${at % 100}` }))
    expect(differ(labels)).toBe(3)
  })
})

describe('evidence', () => {
  it('forgets, and leans on its prior while there is little of it', () => {
    const known = { isRight: true, weight: 1 }
    expect(meanOf(noEvidence, { mean: 0.7, strength: 2 })).toBeCloseTo(0.7)
    const right = Array.from({ length: 500 }).reduce<typeof noEvidence>(
      (evidence) => withAnswer(evidence, known, 0.98),
      noEvidence,
    )
    expect(right.right).toBeCloseTo(50, 1)
    expect(withAnswer(right, { isRight: false, weight: 0.3 }, 0.98).wrong).toBe(0.3)
  })

  it('draws from the Beta distribution', () => {
    const random = seededRandom(1)
    const draws = Array.from({ length: 20_000 }, () =>
      drawShare({ right: 2, wrong: 0.5 }, { mean: 0.5, strength: 1 }, random),
    )
    const mean = draws.reduce((sum, draw) => sum + draw, 0) / draws.length
    const variance = draws.reduce((sum, draw) => sum + (draw - mean) ** 2, 0) / draws.length
    // Beta(2.5, 1)
    expect(mean).toBeCloseTo(2.5 / 3.5, 2)
    expect(variance).toBeCloseTo(2.5 / (3.5 ** 2 * 4.5), 2)
  })
})

it('defect: a specialist was benched for what it cannot do, by answers from before that kind was a class', () => {
  const skills = createSkills()
  const places = animals.map((animal) => `Where does the ${animal} live?`)
  const sums = animals.map((_, at) => `What is ${at} plus 7?`)
  for (const prompt of [...sums, ...places, ...sums, ...places])
    skills.observe(label('knows', prompt, places.includes(prompt)))
  // Its own kind first: while all is one class, the other kind looks like a fall.
  for (const prompt of [...sums, ...places]) skills.observe(label('counts', prompt, sums.includes(prompt)))
  for (let request = 0; request < 500; request++) skills.count()
  expect(skills.classOf(sums[0]!)).not.toBe(skills.classOf(places[0]!))
  for (const prompt of places.slice(0, 3)) skills.observe(label('counts', prompt, false))
  expect(skills.isBenched('counts')).toBe(false)
})

it('silence lowers the skill of a miner, and is no change for the worse', () => {
  const skills = createSkills()
  const say = (right: boolean, isSilent: boolean) =>
    skills.observe({ ...label('a', 'Say it.', right), isSilent })
  for (let answer = 0; answer < 30; answer++) say(true, false)
  const name = skills.classOf('Say it.')
  const before = skills.meanOf('a', name)
  for (let answer = 0; answer < 30; answer++) say(false, true)
  expect(skills.isBenched('a')).toBe(false)
  expect(skills.meanOf('a', name)).toBeLessThan(before - 0.3)
})

it('defect: a draw ends, whatever its source of numbers gives', () => {
  for (const number of [0, 0.5, 1 - 2 ** -53]) {
    const draw = drawShare({ right: 2, wrong: 0.5 }, { mean: 0.5, strength: 1 }, () => number)
    expect(draw >= 0 && draw <= 1).toBe(true)
  }
})

describe('a change for the worse', () => {
  const after = (rights: readonly boolean[], usual: number) =>
    rights.reduce(
      (state, right) => addAnswer(state, { right }, usual),
      noChange as ReturnType<typeof addAnswer>,
    )

  it('shows after two wrong answers of a miner that is nearly always right', () => {
    expect(hasChanged(after([false], 0.95), 0.05)).toBe(false)
    expect(hasChanged(after([false, false], 0.95), 0.05)).toBe(true)
    expect(hasChanged(after([false, true, true, true, false], 0.95), 0.05)).toBe(false)
  })

  it('needs more where a miner often errs, or much is judged', () => {
    expect(hasChanged(after([false, false, false], 0.5), 0.05)).toBe(false)
    expect(hasChanged(after([false, false, false], 0.95), 1)).toBe(false)
    expect(hasChanged(after(Array(8).fill(false), 0.95), 1)).toBe(true)
  })
})

describe('skills', () => {
  it('are of a class: a specialist is none elsewhere', () => {
    const skills = createSkills()
    for (const one of [...twoSpecialists, ...twoSpecialists]) skills.observe(one)
    const [sums, places] = ['What is 55 plus 8?', 'Where does the bear live?'].map((prompt) =>
      skills.classOf(prompt),
    )
    expect(skills.meanOf('counts', sums!)).toBeGreaterThan(0.8)
    expect(skills.meanOf('counts', places!)).toBeLessThan(0.2)
    expect(skills.meanOf('a newcomer', sums!)).toBeCloseTo(0.5, 1)
  })

  it('a miner that turns bad is benched for 1,000 requests, and its past is forgotten', () => {
    const skills = createSkills()
    const say = (right: boolean) => {
      for (let request = 0; request < 25; request++) skills.count()
      skills.observe(label('a', 'Say it.', right))
      skills.observe(label('b', 'Say it.', true))
    }
    for (let answer = 0; answer < 60; answer++) say(true)
    const name = skills.classOf('Say it.')
    expect(skills.meanOf('a', name)).toBeGreaterThan(0.95)
    for (let answer = 0; answer < 2; answer++) say(false)
    expect(skills.isBenched('a')).toBe(true)
    expect(skills.meanOf('a', name)).toBeLessThan(0.6)
    for (let request = 0; request < 1_000; request++) skills.count()
    expect(skills.isBenched('a')).toBe(false)
  })

  it('a third of the miners is benched at most', () => {
    const skills = createSkills()
    const miners = ['a', 'b', 'c', 'd', 'e', 'f']
    const say = (right: boolean) => {
      for (let request = 0; request < 200; request++) skills.count()
      for (const miner of miners) skills.observe(label(miner, 'Say it.', right))
    }
    for (let answer = 0; answer < 50; answer++) say(true)
    for (let answer = 0; answer < 3; answer++) say(false)
    expect(miners.filter((miner) => skills.isBenched(miner)).length).toBe(2)
  })
})

it('a feed of labels gives each once, and keeps the newest', () => {
  const feed = createSkillFeed()
  const of = (prompt: number) => ({ hotkey: 'a', registeredAt: 1, prompt: String(prompt), right: true })
  for (let at = 0; at < 2_005; at++) feed.add(of(at))
  const labels = feed.labels()
  expect([labels.length, labels[0]?.prompt, labels.at(-1)?.prompt]).toEqual([2_000, '5', '2004'])
  expect(feed.labels()).toEqual([])
})

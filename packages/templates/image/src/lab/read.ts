import type { Picture } from '@subnetkit/vision'
import type { Random } from 'subnetkit'
import { drawScene } from '../recognition/scene.js'
import { drawText } from '../recognition/tasks.js'
import { families, type ImageFamilies, textKinds } from '../tasks.js'

/** Character error rates of readers, by family: PP-OCRv4 and Tesseract 5, as the card has them. */
const errorRates: Readonly<Record<string, readonly [weak: number, strong: number]>> = {
  print: [0.005, 0.006],
  noise: [0.417, 0.008],
  'heavy-noise': [0.704, 0.031],
  photo: [0.093, 0.017],
  'noisy-photo': [0.336, 0.2],
}

/** Character error rate of a reader in a picture that is legible to it, at most. */
const slips = 0.02

/** Skills of the two readers. */
const [weak, strong] = [0.6, 0.9]

/** Character error rate of a reader of some skill: straight lines between both readers, one that errs always, and one that never does. */
function errorRateOf(family: string, skill: number): number {
  const [weakRate, strongRate] = errorRates[family] ?? [0.5, 0.05]
  if (skill >= strong) return (strongRate * (1 - skill)) / (1 - strong)
  if (skill >= weak) return weakRate + ((strongRate - weakRate) * (skill - weak)) / (strong - weak)
  return 1 + ((weakRate - 1) * skill) / weak
}

/** A text as a reader of some skill reads it, with the probability that it has no error. */
export function read(family: string, text: string, { skill, random }: { skill: number; random: Random }) {
  if (skill === 0) return reading(drawScene(random, { level: 0, photo: false }).text, 0)
  const rate = errorRateOf(family, skill)
  const slip = Math.min(rate, slips)
  // A picture is legible to a reader or not: most errors are whole lines.
  if (random.chance((rate - slip) / (1 - slip))) return reading('', 0)
  const letters = [...text].map((letter) => (random.chance(slip) ? wrong(letter) : letter))
  return reading(letters.join(''), (1 - slip) ** text.length)
}

/** Any reading, as a miner returns it. */
export const reading = (text: string, confidence: number) => ({ text, confidence, modelId: 'lab' })

const wrong = (letter: string): string => (letter === 'x' ? 'o' : 'x')

const blank: Picture = { width: 1, height: 1, data: new Uint8Array(3) }

/**
 * The families with blank pictures to read: no agent of the lab looks at one, and to render them takes longer than everything else. Texts
 * are those that the rendered pictures have.
 */
export const labFamilies = families.map((family) => {
  const kind = textKinds[family.name as keyof typeof textKinds]
  if (!kind) return family
  return { ...family, draw: (random: Random) => drawText(random, kind, () => blank) }
}) as unknown as ImageFamilies

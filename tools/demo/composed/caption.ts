import { createRandom } from '@subnetkit/core'
import { instructionPrompt } from '@subnetkit/subnet-text/instructions'
import { describeScene, flowBackgrounds, flowColours, flowRelations, flowShapes } from '@subnetkit/vision'

/** The prompt that makes a text miner write what to draw: a sentence of the words of a scene, in their order. */
export function captionPrompt(seed: string): string {
  const random = createRandom(Buffer.from(`caption ${seed}`.padEnd(32)))
  const [colour, other] = random.sample(flowColours, 2)
  const scene = describeScene({
    first: { colour: colour!, shape: random.pick(flowShapes) },
    relation: random.pick(flowRelations),
    second: { colour: other!, shape: random.pick(flowShapes) },
    background: random.pick(flowBackgrounds),
  })
  const [start = '', ...words] = scene.split(' ')
  const end = words.pop() ?? ''
  return instructionPrompt([
    { kind: 'words', count: words.length + 2 },
    { kind: 'start', word: start },
    { kind: 'order', words },
    { kind: 'end', word: end },
    { kind: 'case', letters: 'lower' },
  ])
}

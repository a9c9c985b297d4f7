import { describe, expect, test } from 'vitest'
import {
  describeScene,
  type FlowScene,
  flowBackgrounds,
  flowColours,
  flowRelations,
  flowShapes,
  labelsOf,
  parseScene,
} from './prompt.js'

/** Every scene of the grammar. */
const scenes: FlowScene[] = flowColours.flatMap((colour) =>
  flowColours
    .filter((other) => other !== colour)
    .flatMap((other) =>
      flowShapes.flatMap((shape) =>
        flowShapes.flatMap((otherShape) =>
          flowRelations.flatMap((relation) =>
            flowBackgrounds.map((background) => ({
              first: { colour, shape },
              relation,
              second: { colour: other, shape: otherShape },
              background,
            })),
          ),
        ),
      ),
    ),
)

describe('prompts of the flow model', () => {
  test('are read as the scenes that they describe', () => {
    expect(scenes).toHaveLength(3_240)
    for (const scene of scenes) expect(parseScene(describeScene(scene))).toEqual(scene)
  })

  test('have labels of their own', () => {
    expect(new Set(scenes.map((scene) => labelsOf(scene).join())).size).toBe(scenes.length)
    expect(labelsOf(parseScene('a red circle left of a green square on white'))).toEqual([
      0, 6, 9, 14, 20, 22,
    ])
  })

  test.each([
    'The red circle is left of the blue square on a white background.',
    '  Red Circle   LEFT OF blue square on white ',
  ])('may be worded as %j', (prompt) => {
    expect(describeScene(parseScene(prompt))).toBe('a red circle left of a blue square on white')
  })

  test.each([
    '',
    'a cat',
    'a red circle left of a red square on white',
    'a red circle near a blue square on white',
    'a red circle left of a blue square on white, and a green triangle',
    `${'a red circle left of '.repeat(5_000)}a blue square on white`,
  ])('are refused: %.40j', (prompt) => {
    expect(() => parseScene(prompt)).toThrow(expect.objectContaining({ code: 'PROMPT_UNSUPPORTED' }))
  })
})

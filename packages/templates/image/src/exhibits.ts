import { defineExhibits, type Exhibit } from 'subnetkit'
import { protocol } from './protocol.js'
import type { TextTruth } from './tasks.js'

/** Pictures of questions and answers, which the dashboard of a validator shows. */
export const exhibits = defineExhibits(protocol, {
  read: ({ input, output, truth }) => [
    { kind: 'picture', title: 'Picture to read', file: input.image },
    ...(output === null ? [] : [text('Text that the miner read', output.text)]),
    ...(truth === undefined ? [] : [text('Text in the picture', (truth as TextTruth).text)]),
  ],
  generate: ({ input, output }) => [
    text('Prompt', input.prompt),
    ...(output?.pictures ?? []).map(
      ({ png, seed }): Exhibit => ({ kind: 'picture', title: `Picture of seed ${seed}`, file: png }),
    ),
  ],
})

const text = (title: string, content: string): Exhibit => ({ kind: 'text', title, text: content })

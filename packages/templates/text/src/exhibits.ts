import { defineExhibits, type Exhibit } from 'subnetkit'
import type { Truth } from './correctness.js'
import { answerOf, protocol } from './protocol.js'

/** Prompt and answer, which the dashboard of a validator shows; once the round is over, the right answer beside them. */
export const exhibits = defineExhibits(protocol, {
  complete: ({ input, output, truth }) => [
    text('Prompt', input.prompt),
    ...(output === null ? [] : [text('Answer', answerOf(output).completion)]),
    ...(truth === undefined ? [] : [text('Right answer', rightAnswer(truth as Truth))]),
  ],
  stream: ({ input, output }) => [
    text('Prompt', input.prompt),
    ...(output === null ? [] : [text('Answer', answerOf(output).completion)]),
  ],
})

const text = (title: string, content: string): Exhibit => ({ kind: 'text', title, text: content })

function rightAnswer(truth: Truth): string {
  switch (truth.kind) {
    case 'number':
      return String(truth.value)
    case 'list':
      return truth.values.join(' ')
    case 'phrase':
    case 'quotation':
      return truth.text
    case 'instructions':
      return truth.constraints.map((constraint) => JSON.stringify(constraint)).join('\n')
  }
}

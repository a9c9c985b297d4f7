import type { Prompter } from './io.js'

/** Prompts on stderr, so that stdout has only the command's output. Loads the prompts on first use. */
export function createPrompter(signal: AbortSignal): Prompter {
  const common = { output: process.stderr, input: process.stdin, signal, withGuide: false }
  return {
    async confirm(question) {
      const { confirm } = await import('@clack/prompts')
      const answer = await confirm({ ...common, message: question, initialValue: false })
      return typeof answer === 'boolean' ? answer : null
    },
    async password(question) {
      const { password } = await import('@clack/prompts')
      const typed = await password({ ...common, message: question })
      return typeof typed === 'string' ? typed : null
    },
  }
}

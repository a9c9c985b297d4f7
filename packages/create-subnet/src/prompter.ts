import type { Prompter } from './io.js'

/** Prompts on stderr, so that stdout has only the outcome. Loads the prompts on first use. */
export function createPrompter(signal: AbortSignal): Prompter {
  const common = { output: process.stderr, input: process.stdin, signal, withGuide: false }
  return {
    async text(message, initialValue, refuse) {
      const { isCancel, text } = await import('@clack/prompts')
      const validate = (value = '') => refuse(value)
      const answer = await text({ ...common, message, initialValue, validate })
      return isCancel(answer) ? null : answer
    },
    async select(message, choices, initialValue) {
      const { isCancel, select } = await import('@clack/prompts')
      const options = choices.map(({ value, hint }) => ({
        value: value as string,
        label: value,
        ...(hint && { hint }),
      }))
      const answer = await select({ ...common, message, options, initialValue: initialValue as string })
      return isCancel(answer) ? null : (answer as typeof initialValue)
    },
    async confirm(message) {
      const { confirm, isCancel } = await import('@clack/prompts')
      const answer = await confirm({ ...common, message })
      return isCancel(answer) ? null : answer
    },
  }
}

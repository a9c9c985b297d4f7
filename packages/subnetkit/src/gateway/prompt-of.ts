import type { Views } from '@subnetkit/core'

/** Returns the text of a task's input that a client would have sent as its prompt; null for an input without one. */
export type PromptOf = (input: unknown) => string | null

/** Sent through a view to see where its prompts go. */
const marker = 'Where does this text go?'

/**
 * Finds where the views of a subnet put a prompt, so that tasks of validators and requests of clients fall into the same classes. A view
 * that changes the prompt, or has none, says nothing: all its tasks are then of one class.
 */
export function promptOf({ chat, completion, image }: Views): PromptOf {
  const paths = [
    () => chat?.toInput({ messages: [{ role: 'user', content: marker }], maxTokens: 16 }),
    () => completion?.toInput({ prompt: marker, maxTokens: 16 }),
    () => image?.toInput({ prompt: marker, n: 1, seed: 0, size: image.sizes[0] }),
  ]
    .map((build) => pathOf(built(build)))
    .filter((path) => path !== null)
  if (paths.length === 0) return () => ''
  return (input) => {
    for (const path of paths) {
      const found = path.reduce<unknown>((part, name) => Object(part)[name], input)
      if (typeof found === 'string') return found
    }
    return null
  }
}

/** The input that a view builds; undefined for a view that throws for this request. */
function built(build: () => unknown): unknown {
  try {
    return build()
  } catch {
    return undefined
  }
}

function pathOf(input: unknown): readonly string[] | null {
  if (input === marker) return []
  if (typeof input !== 'object' || input === null) return null
  for (const [name, part] of Object.entries(input)) {
    const path = pathOf(part)
    if (path !== null) return [name, ...path]
  }
  return null
}

import type { Redaction } from '@subnetkit/dashboard'
import { createRedactor } from '../secrets/redact.js'
import { scrubText } from '../secrets/scrub.js'
import { scrubAnswer } from '../secrets/scrub-answer.js'

/**
 * Takes secrets out of what pages show, as out of lines of the log: those of the configuration, and what has their shape. Answers of
 * strangers keep their hashes and numbers, and lose what is a secret beyond doubt.
 */
export function createPageRedaction(secrets: readonly string[]): Redaction {
  const { hide, redact } = createRedactor([], process.env)
  for (const secret of secrets) hide(secret)
  return { ours: (text) => redact(scrubText(text)), theirs: (text) => redact(scrubAnswer(text)) }
}

import {
  type LegacyRoute,
  legacyRoute,
  legacySynapse,
  serveLegacyAxon,
  v10LegacyRules,
} from '@subnetkit/transport'
import { z } from 'zod'
import { caseKind, comparer, nameField, note } from './cases.js'
import type { VectorKind } from './kind.js'
import { draftOf, miner, nowNs, okDraft, startNs, write } from './legacy-axon-changes.js'
import { send, withoutIds } from './legacy-http.js'

const axonCase = z.strictObject({
  name: z.string(),
  note,
  status: z.number(),
  meaning: z.string(),
  body_prefix: z.string(),
  bt_headers_present: z.boolean(),
})

const echo = legacyRoute(
  legacySynapse({
    name: 'Echo',
    fields: z.object({
      prompt: z.string(),
      numbers: z.array(z.int()).default([]),
      answer: z.string().nullable().default(null),
    }),
    hashFields: ['prompt', 'numbers'],
  }),
  { forward: ({ input }) => ({ answer: `re:${input.prompt}` }) },
)
const empty = (name: string) => legacySynapse({ name, fields: z.object({}) })
const routes: readonly LegacyRoute[] = [
  echo,
  legacyRoute(empty('Deny'), { forward: () => ({}), blacklist: () => 'nope' }),
  legacyRoute(empty('Boom'), {
    forward: () => {
      throw new Error('boom')
    },
  }),
]

/** Reasons of which we know the words of v10; of others only the kind of refusal is compared. */
const knownReasons = /^\{"message":"Not Verified with error: (Nonce|Missing Nonce|Signature mismatch)/

/** Characters from which on a stated body may have been cut. */
const longBody = 100

/** Length up to which a stated beginning of a body can be compared. */
function comparable(prefix: string): string {
  const words = withoutIds(prefix)
  if (/Not Verified with error: Signature mismatch/.test(words))
    return words.replace(/mismatch.*$/s, 'mismatch')
  if (/Not Verified with error: /.test(words) && !knownReasons.test(words)) {
    return words.replace(/(Not Verified with error: ).*$/s, '$1')
  }
  // The files cut long bodies: their last word may be half.
  return prefix.length < longBody || words.endsWith('}') ? words : words.replace(/\S*$/, '')
}

async function compareAxon(given: z.infer<typeof axonCase>): Promise<string | null> {
  const draft = draftOf(given.name)
  if (draft === null) return 'the runner knows no change of a request under this name'

  const clock = { now: startNs }
  await using axon = await serveLegacyAxon({
    keypair: miner,
    routes,
    admission: null,
    rules: v10LegacyRules,
    now: () => clock.now,
  })
  const { same, problem } = comparer()
  const ok = await send(axon.port, write({ ...okDraft(), nonce: startNs }))
  same('status of the unchanged request', ok.status, 200)

  clock.now = nowNs
  const answer = await send(axon.port, write(draft))
  same('status', answer.status, given.status)
  const hasHeaders = Object.keys(answer.headers).some((name) => name.startsWith('bt_header_'))
  same('bt headers', hasHeaders, given.bt_headers_present)
  if (given.body_prefix !== '') {
    const theirs = comparable(given.body_prefix)
    same('beginning of the body', withoutIds(answer.body).slice(0, theirs.length), theirs)
  }
  return problem()
}

/** The statuses of an axon for requests that differ from a good one; our axon plays by the rules of v10. */
export const axonRuleVectors: readonly VectorKind[] = [
  caseKind(/^legacy-axon-rules.*\.json$/, axonCase, nameField, compareAxon),
]

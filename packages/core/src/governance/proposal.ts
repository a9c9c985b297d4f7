import { hash } from 'node:crypto'
import { jsonFlaw } from '@subnetkit/base'
import { parseHyperparameters, specOf } from '@subnetkit/chain/hyperparameters'
import { isBittensorAddress } from '@subnetkit/wallet/address'
import { z } from 'zod'
import { coreError } from '../errors.js'
import { canonicalJson } from '../records/canonical-json.js'

/** Name and version of the format. */
export const proposalFormat = 'proposals/1'
/** Largest text of a proposal, in characters. */
export const longestText = 16_384
/** Most blocks from the opening of a proposal to its tally: two weeks of 12 s. */
export const longestVote = 100_800

const block = z.int().min(0)
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'expected a SHA-256 of 64 hex digits')
const inTenThousandths = (share: number) => Math.round(share * 10_000) / 10_000 === share
const share = (least: number, most: number) =>
  z.number().min(least).max(most).refine(inTenThousandths, 'expected at most four decimals')

const common = {
  format: z.literal(proposalFormat),
  /** Genesis hash of the chain, 0x and 64 hex digits. */
  genesis: z.string().regex(/^0x[0-9a-f]{64}$/, 'expected a hash of 0x and 64 hex digits'),
  netuid: z.int().min(0).max(65_535),
  /** Hotkey in whose commitment the hash is. */
  proposer: z.string().refine(isBittensorAddress, 'expected an SS58 address'),
  /** Never changed before it is hashed: the file is what its hash says. */
  title: z
    .string()
    .min(1)
    .max(120)
    .refine((title) => title.trim() === title, 'expected no blanks at its ends'),
  text: z.string().max(longestText),
  /** First block whose remarks count as votes of nominators. */
  opensAt: block,
  /** Block at whose end votes and stake are counted. */
  tallyAt: block,
  /** Least share of the stake that has to vote. */
  quorum: share(0, 1),
  /** Share of the stake that votes yes or no which has to be exceeded by yes. */
  threshold: share(0, 0.9999),
  /** True if nominators can outvote their validators. */
  nominators: z.boolean(),
}

const schema = z
  .discriminatedUnion('kind', [
    z.strictObject({ ...common, kind: z.literal('text') }),
    z.strictObject({
      ...common,
      kind: z.literal('hyperparameter'),
      change: z.strictObject({ name: z.string().min(1).max(64), value: z.json() }),
    }),
    z.strictObject({
      ...common,
      kind: z.literal('rubric'),
      /** Version of the subnet that has the rubric, and the hash of its release. */
      change: z.strictObject({
        version: z.string().regex(/^[1-9]\d{0,19}$/, 'expected a version'),
        package: sha256,
      }),
    }),
    z.strictObject({
      ...common,
      kind: z.literal('tasks'),
      /** Hash of the release that has the tasks. */
      change: z.strictObject({ package: sha256 }),
    }),
  ])
  .refine(
    ({ opensAt, tallyAt }) => opensAt < tallyAt && tallyAt - opensAt <= longestVote,
    `tallyAt has to be 1 to ${longestVote} blocks after opensAt`,
  )

/** A proposal to change a subnet, as its file has it. */
export type Proposal = Readonly<z.output<typeof schema>>

/** Kinds of proposals. */
export type ProposalKind = Proposal['kind']

/** A proposal with its name. */
export interface NamedProposal {
  /** SHA-256 of the canonical JSON, hex. */
  readonly hash: string
  readonly proposal: Proposal
}

/** Returns the file of a proposal: its canonical JSON, whose SHA-256 names it. */
export const proposalText = (proposal: Proposal): string => canonicalJson(proposal)

/** Returns the name of a proposal: the SHA-256 of its canonical JSON, hex. */
export const proposalHash = (proposal: Proposal): string => hash('sha256', proposalText(proposal), 'hex')

/** Checks a proposal. `place` names its source in errors. Throws PROPOSAL_INVALID, HYPERPARAMETERS_INVALID. */
export function parseProposal(value: unknown, place: string): NamedProposal {
  const parsed = schema.safeParse(value)
  if (!parsed.success) throw invalid(place, parsed.error.issues.map(toSentence).join('; '))
  const proposal = parsed.data
  if (proposal.kind === 'hyperparameter') proposedValue(proposal, place)
  try {
    return { hash: proposalHash(proposal), proposal }
  } catch (error) {
    throw invalid(place, (error as Error).message)
  }
}

/**
 * Reads the file of a proposal; spaces between its fields and their order do not matter, and everything else is in its hash. `expected` is the hash that it must have.
 * Throws PROPOSAL_INVALID, PROPOSAL_MISMATCH, HYPERPARAMETERS_INVALID.
 */
export function readProposal(
  text: string,
  { place, expected }: { readonly place: string; readonly expected?: string | undefined },
): NamedProposal {
  const named = parseProposal(parseJson(text, place), place)
  if (expected === undefined || named.hash === expected) return named
  throw coreError('PROPOSAL_MISMATCH', { place, expected, hash: named.hash })
}

/** Name and value of the hyperparameter that a proposal changes. Throws HYPERPARAMETERS_INVALID. */
export function proposedValue(
  { change: { name, value } }: Extract<Proposal, { kind: 'hyperparameter' }>,
  place: string,
) {
  const parsed = parseHyperparameters({ [name]: value }, place)
  const known = name as keyof typeof parsed & string
  return { name: known, unit: specOf(known).unit, value: parsed[known] ?? null }
}

function parseJson(text: string, place: string): unknown {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw invalid(place, 'it is not JSON')
  }
  const flaw = jsonFlaw(text)
  if (flaw !== undefined) throw invalid(place, flaw)
  return value
}

const toSentence = ({ path, message }: z.core.$ZodIssue) =>
  path.length === 0 ? message : `${path.map(String).join('.')}: ${message}`

const invalid = (place: string, detail: string) => coreError('PROPOSAL_INVALID', { place, detail })

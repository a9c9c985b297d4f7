import { z } from 'zod'
import { dashboardError } from '../errors.js'
import { atMost, name, sentence } from './fields.js'
import { read, router } from './trpc.js'

const interval = z.object({ mean: z.number(), half: z.number() })
const shared = { name, intent: z.enum(['honest', 'cheat']), about: sentence, ratio: interval }

const head = {
  ...{ id: name, at: name, epochs: z.int(), passes: z.boolean() },
  subnet: z.object({ name, version: name }),
  seeds: z.int(),
}

const list = read
  .output(
    z.object({
      reports: atMost(z.object({ ...head, best: name.nullable(), ratio: interval.nullable() }), 20),
    }),
  )
  .query(async ({ ctx: { source } }) => ({
    reports: ((await source.reports?.()) ?? []).map(({ id, at, subnet, epochs, seeds, passes, agents }) => {
      const cheats = agents.filter(({ intent }) => intent === 'cheat')
      const best = cheats.toSorted((left, right) => right.ratio.mean - left.ratio.mean)[0]
      return {
        ...{ id, at, subnet, epochs, passes, seeds: seeds.length },
        ...{ best: best?.name ?? null, ratio: best?.ratio ?? null },
      }
    }),
  }))

const one = read
  .input(z.object({ id: z.string().min(1).max(200) }))
  .output(
    z.object({
      ...head,
      agents: atMost(
        z.object({
          ...{ ...shared, earned: interval, cost: interval, perPlace: interval, score: interval },
          /** Most that it may earn for its cost; null for an honest one. */
          limit: z.number().nullable(),
          passes: z.boolean().nullable(),
          isClose: z.boolean(),
        }),
        200,
      ),
      validators: atMost(
        z.object({ ...shared, count: z.int(), stakeShare: interval, fairRatio: interval, trust: interval }),
        64,
      ),
      ...{ burned: interval, gini: interval },
    }),
  )
  .query(async ({ ctx: { source }, input: { id } }) => {
    const found = ((await source.reports?.()) ?? []).find((report) => report.id === id)
    if (found === undefined) throw dashboardError('DASHBOARD_UNKNOWN', { what: 'report of that name' })
    const { agents, validators, findings, seeds, ...rest } = found
    const verdicts = new Map(findings.map((finding) => [finding.agent, finding]))
    return {
      ...{ ...rest, seeds: seeds.length, validators: [...validators] },
      agents: agents
        .toSorted((left, right) => right.ratio.mean - left.ratio.mean)
        .map((agent) => {
          const verdict = verdicts.get(agent.name)
          return {
            ...agent,
            ...{
              limit: verdict?.limit ?? null,
              passes: verdict?.passes ?? null,
              isClose: verdict?.close ?? false,
            },
          }
        }),
    }
  })

/** Reports of simulations that are kept on this machine. */
export const reports = router({ list, one })

import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { SourceReport } from '@subnetkit/dashboard'
import { z } from 'zod'
import { namesOf, reportsFolder } from './keep-report.js'

/** Reports that are shown, and bytes of one. */
const [mostShown, mostBytes] = [20, 2_000_000]

const interval = z.object({ mean: z.number(), half: z.number() })
const shared = { name: z.string(), intent: z.enum(['honest', 'cheat']), about: z.string(), ratio: interval }
const schema = z.object({
  at: z.string(),
  report: z.object({
    subnet: z.object({ name: z.string(), version: z.string() }),
    epochs: z.int(),
    seeds: z.array(z.number()),
    agents: z.array(
      z.object({ ...shared, earned: interval, cost: interval, perPlace: interval, score: interval }),
    ),
    validators: z.array(
      z.object({ ...shared, count: z.int(), stakeShare: interval, fairRatio: interval, trust: interval }),
    ),
    burned: interval,
    gini: interval,
  }),
  verdict: z.object({
    passes: z.boolean(),
    findings: z.array(
      z.object({ agent: z.string(), passes: z.boolean(), limit: z.number(), close: z.boolean() }),
    ),
  }),
})

/** Reads the newest reports of simulations on this machine, newest first. What is no report is left out. */
export async function readReports(folder = reportsFolder()): Promise<readonly SourceReport[]> {
  const names = (await namesOf(folder)).slice(-mostShown).reverse()
  const read = await Promise.all(names.map((name) => readReport(folder, name)))
  return read.filter((report) => report !== null)
}

async function readReport(folder: string, name: string): Promise<SourceReport | null> {
  const path = join(folder, name)
  try {
    if ((await stat(path)).size > mostBytes) return null
    const { at, report, verdict } = schema.parse(JSON.parse(await readFile(path, 'utf8')))
    return {
      id: name.replace(/\.json$/, ''),
      at,
      ...report,
      passes: verdict.passes,
      findings: verdict.findings,
    }
  } catch {
    return null
  }
}

import { availableParallelism } from 'node:os'
import { createScorers, gate, reportOf, type Simulation, simulate, usualPopulation } from '@subnetkit/lab'
import { z } from 'zod'
import { wholeNumber } from '../../config/fields.js'
import { exitCodes } from '../../exit-codes.js'
import { defineAction } from '../../program/define-action.js'
import { chosenCheats, listCheats } from './cheats.js'
import { loadLab, usualLab } from './load-lab.js'
import { renderReport } from './render-report.js'
import { startScorers } from './scorer-processes.js'

const schema = z.strictObject({
  gate: z.boolean().default(false),
  list: z.boolean().default(false),
  epochs: wholeNumber(1, 10_000).default(40),
  seed: wholeNumber(0, 999_999_999).default(1),
  seeds: wholeNumber(1, 1_000).default(1),
  honest: wholeNumber(4, 4_000).default(24),
  validators: wholeNumber(1, 64).default(3),
  agent: z.array(z.string()).default([]),
  processes: wholeNumber(1, 256).optional(),
})

export const action = defineAction(schema, async (context, options, [argument]) => {
  const module = argument ?? usualLab
  const lab = await loadLab(module)
  if (options.list) return listCheats(context, lab)
  const { epochs, seed, seeds, honest, validators } = options
  const cheats = chosenCheats(lab, options.agent)
  const usual = { honest, validators, cheats }
  const population = usualPopulation(lab, usual)
  const scoring = population.validators.reduce(
    (sum, { agent, count = 1 }) => sum + (agent.scores ? count : 0),
    0,
  )
  const processes = Math.min(options.processes ?? availableParallelism(), scoring)
  await using scorers =
    processes === 1 ? createScorers(lab) : await startScorers({ module, population: usual, processes })
  const simulations: Simulation[] = []
  for (let at = 0; at < seeds; at++) {
    const label = seeds === 1 ? 'playing' : `seed ${seed + at}, ${at + 1} of ${seeds}`
    simulations.push(
      await simulate(lab, {
        ...{ population, epochs, seed: seed + at, signal: context.signal, scorers },
        onEpoch(epoch) {
          if ((epoch + 1) % 10 === 0) context.progress(`${label}: epoch ${epoch + 1} of ${epochs}`)
        },
      }),
    )
  }
  const report = reportOf(lab, simulations)
  const verdict = gate(lab, report)
  return {
    data: { ...report, gate: verdict },
    text: () => renderReport(context, report, verdict).join('\n'),
    exitCode: options.gate && !verdict.passes ? exitCodes.failed : exitCodes.done,
  }
})

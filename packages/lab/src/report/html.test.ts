import { expect, test } from 'vitest'
import { defineAgent } from '../agents/agent.js'
import { honest } from '../agents/honest.js'
import { silent } from '../agents/lazy.js'
import { simulate } from '../play/simulate.js'
import { adderLab } from '../testing/adder.js'
import { honestValidator } from '../validators/honest-validator.js'
import { gate } from './gate.js'
import { htmlOf } from './html.js'
import { reportOf } from './report.js'

test('the page names every kind, loads nothing, and shows what agents say as text', async () => {
  const odd = defineAgent({
    name: 'odd',
    about: '<script>alert("1")</script>',
    answer() {
      throw new Error('<b>broken</b>')
    },
  })
  const population = {
    miners: [{ agent: honest(), operators: 3 }, { agent: silent() }, { agent: odd }],
    validators: [{ agent: honestValidator(), count: 2 }],
  }
  const report = reportOf(adderLab, [await simulate(adderLab, { population, epochs: 4 })])
  const html = htmlOf(report, gate(adderLab, report))
  for (const name of ['honest', 'silent', 'odd', 'validator']) expect(html).toContain(`>${name}<`)
  expect(html).toContain('No cheat earns for its cost what honest work earns.')
  expect(html).not.toMatch(/<script|<b>|https?:|src=|NaN|undefined/)
  expect(html.match(/<polyline/g)).toHaveLength(3)
  expect(report.series.find(({ name }) => name === 'honest')?.incentive).toHaveLength(4)
})

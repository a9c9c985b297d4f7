import { expect, test } from 'vitest'
import { defineAgent } from '../agents/agent.js'
import { turncoat } from '../agents/gaming.js'
import { honest } from '../agents/honest.js'
import { silent } from '../agents/lazy.js'
import { simulate } from '../play/simulate.js'
import { adderLab } from '../testing/adder.js'
import { honestValidator } from '../validators/honest-validator.js'
import { gate } from './gate.js'
import { htmlOf } from './html.js'
import { reportOf } from './report.js'

const field = {
  miners: [{ agent: honest(), operators: 3 }, { agent: silent() }],
  validators: [{ agent: honestValidator(), count: 2 }],
}

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
  expect(html).not.toContain('Why odd')
  for (const name of ['honest', 'silent', 'odd', 'validator']) expect(html).toContain(`>${name}<`)
  expect(html).toContain('No cheat earns for its cost what honest work earns.')
  expect(html).not.toMatch(/<script|<b>|https?:|src=|NaN|undefined/)
  expect(html.match(/<polyline/g)).toHaveLength(3)
  expect(report.series.find(({ name }) => name === 'honest')?.incentive).toHaveLength(4)
})

test('the page explains a cheat and tells the epoch in which it was ahead, as text', async () => {
  const report = reportOf(adderLab, [await simulate(adderLab, { population: field, epochs: 2, seed: 1 })])
  const group = { questions: 4, answered: 1, score: 1, work: 0 }
  const part = { share: 0, honest: 0, score: 0, work: 0 }
  const lead = { agent: '<i>leak</i>', baseline: 'honest', seed: 1, epoch: 2, ratio: 3 }
  const html = htmlOf(report, gate(adderLab, report), {
    explanation: {
      ...{ agent: '<i>leak</i>', baseline: 'honest', seed: 1, ratio: 3, pay: 1, cost: 0.3, hotkeys: 1 },
      ...{ registrations: 1, copied: part, repeated: part, sentences: ['It reads <b>the truth</b>.'] },
      groups: [{ by: 'family', name: 'sum', own: group, honest: group }],
    },
    story: {
      ...{ ...lead, block: 361, pays: [{ agent: 'leak', hotkey: 'leak', pay: 2, work: 0, score: 1 }] },
      lines: [
        {
          ...{
            validator: 'validator',
            hotkey: 'leak',
            agent: 'leak',
            family: 'sum',
            question: '<u>1 + 1</u>',
          },
          ...{ answer: '2', state: 'scored', reason: null, score: 1, work: 0 },
        },
      ],
    },
  })
  for (const text of ['Why &lt;i&gt;leak', 'reads &lt;b&gt;', 'family sum', '&lt;u&gt;1 + 1', 'epoch 2']) {
    expect(html).toContain(text)
  }
  expect(html).not.toMatch(/<i>|<b>|<u>/)
})

test('the page times the fall of miners that turned, as text', async () => {
  const name = '<script>turned</script>'
  const population = {
    miners: [
      { agent: honest(), operators: 3 },
      { agent: { ...turncoat({ after: 3 }), name } },
      { agent: { ...silent(), name: '<img src=x onerror=alert(1)>' } },
    ],
    validators: [{ agent: { ...honestValidator(), name: '"><script>' } }],
  }
  const report = reportOf(adderLab, [await simulate(adderLab, { population, epochs: 14 })])
  const html = htmlOf(report, gate(adderLab, report))
  const [turned] = report.turned
  expect(html).toContain(
    `<td>epochs until &lt;script&gt;turned&lt;/script&gt; had less than half its pay after it stopped working</td><td class="figure">${turned?.halved.mean.toFixed(1)}</td>`,
  )
  expect(html).toContain(
    '<td>epochs until &lt;script&gt;turned&lt;/script&gt; lost its place</td><td>never</td>',
  )
  expect(html).not.toMatch(/<script|<img/)
  expect(html).toContain('seed 1 alone: luck may turn the verdict')
})

test('defect: the page said that no cheat pays where a declared one does', async () => {
  const report = reportOf(adderLab, [await simulate(adderLab, { population: field, epochs: 2 })])
  const agents = report.agents.map((one) =>
    one.name === 'silent' ? { ...one, ratio: { mean: 1.2, half: 0 } } : one,
  )
  const verdict = gate({ weaknesses: [{ agent: 'silent', ratio: 1.3, why: 'it is <known>' }] }, { agents })
  const html = htmlOf({ ...report, agents }, verdict)
  expect(html).toContain('what honest work earns beyond what the lab declares.')
  expect(html).toContain('Declared: silent earns 1.20, at most 1.30: it is &lt;known&gt;.')
})

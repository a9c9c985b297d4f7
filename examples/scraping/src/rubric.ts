import { criterion, latency, rubric } from 'subnetkit'
import { tasks } from './tasks.js'

/** F1 over whole records: a record that is missed, made up or listed twice costs alike. */
export const scoring = rubric(tasks, {
  criteria: [
    criterion('records', 1, ({ output, truth }) => {
      if (output.items.length + truth.length === 0) return 1
      const left = truth.map((item) => JSON.stringify(item))
      const found = output.items.filter(({ title, price, inStock }) => {
        const at = left.indexOf(JSON.stringify({ title, price, inStock }))
        if (at >= 0) left.splice(at, 1)
        return at >= 0
      })
      return (2 * found.length) / (output.items.length + truth.length)
    }),
  ],
  factors: [latency()],
})

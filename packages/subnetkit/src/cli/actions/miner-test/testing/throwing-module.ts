import { criterion, defineSubnet, rubric } from '../../../../index.js'
import { add, adder } from '../../../../testing/adder.js'

const { name, version, protocol, tasks } = adder

export const handlers = { add }
/** A subnet whose criterion throws on every answer. */
// biome-ignore lint/style/noDefaultExport: how a module exports its subnet
export default defineSubnet({
  ...{ name, version, protocol, tasks },
  rubric: rubric(tasks, {
    criteria: [
      criterion('correct', 1, () => {
        throw new Error('boom')
      }),
    ],
  }),
})

import { add, adder } from '../../testing/adder.js'

export const handlers = { add }
// biome-ignore lint/style/noDefaultExport: how a module exports its subnet
export default adder

import { defineAgent, defineLab } from '@subnetkit/lab'
import { sumsSubnet } from './sums-subnet.js'

/** Finds the sum in its question, where a careless owner left it. */
const reader = defineAgent<typeof sumsSubnet>({
  name: 'reader',
  about: 'reads the sum that the question gives away',
  answer: ({ question: { input } }) => ({ output: { sum: input.hint }, work: 0.01 }),
})

export const leakyLab = defineLab({
  subnet: sumsSubnet,
  solve: ({ truth }, { skill, random }) => ({ sum: random.chance(skill) ? truth : 0 }),
  agents: [reader],
})

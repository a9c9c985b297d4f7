import type { AgentOf } from 'subnetkit/lab'
import type { definePrediction } from '../subnet.js'

/** The subnet that cheats are made for. */
export type Prediction = ReturnType<typeof definePrediction>
export type Cheat = AgentOf<Prediction>
/** One question to a cheat. */
export type Call = Parameters<Cheat['answer']>[0]

/** Skill of the honest miners that cheats are compared with, and the work of a forecast without a model. */
export const skill = 0.9
export const cheap = 0.02

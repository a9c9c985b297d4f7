import type { Statements } from './statement.js'

export const simplifiedPallets: Statements = {}

import { buildPackages } from './pack.js'

/** Builds the packages before tests of projects, which run what is built as their users do. */
export const setup = buildPackages

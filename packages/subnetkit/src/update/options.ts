import { flag, integer, oneOf, optionsOf, text } from '@subnetkit/base'
import { updatedRoles } from './channel/channel-file.js'

/** Settings of updates, in the section `update` of the configuration. */
export const updateSchema = optionsOf({
  channel: text('a URL').optional(),
  key: text('an SS58 address').optional(),
  name: text('a short name').default('stable'),
  role: oneOf(...updatedRoles).default('validator'),
  directory: text('a path').optional(),
  everySeconds: integer(1, 86_400).default(300),
  spreadSeconds: integer(0, 604_800).default(3_600),
  restartSeconds: integer(1, 3_600).default(30),
  weightsBlocks: integer(0, 7_200).default(3),
  drainSeconds: integer(1, 600).default(60),
  healthSeconds: integer(5, 3_600).default(120),
  maxBytes: integer(1_024).default(268_435_456),
  downloadSeconds: integer(1, 86_400).default(600),
  allowNewStore: flag().default(false),
})

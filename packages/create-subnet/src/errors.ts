import { defineErrors } from '@subnetkit/base/errors'

/** Errors of create-subnet. */
export const createError = defineErrors({
  CREATE_USAGE: {
    message: '{detail}',
    fix: '{fix}',
  },
  NAME_INVALID: {
    message: "'{name}' cannot be the name of a subnet: {detail}",
    fix: '{fix}',
  },
  TARGET_EXISTS: {
    message: '{path} {detail}',
    fix: '{fix}',
  },
  TARGET_UNWRITABLE: {
    message: '{path} cannot be written: {detail}',
    fix: '{fix}',
  },
  INSTALL_FAILED: {
    message: 'the project is in {path}, but {detail}',
    fix: '{fix}',
  },
  CREATE_INTERRUPTED: {
    message: '{detail}',
    fix: '{fix}',
  },
})

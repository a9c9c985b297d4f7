/** What is wrong with what a person wrote, and the catch-all. */
export const configErrors = {
  CONFIG_INVALID: {
    message: '{place}: {detail}',
    fix: 'mend {place}',
  },
  KEY_INVALID: {
    message: 'the secret URI cannot be read: {detail}',
    fix: 'use a mnemonic or a 0x seed, followed by //hard, /soft or ///password parts',
  },
  ADDRESS_INVALID: {
    message: 'not an SS58 address: {detail}',
    fix: 'check the address; on Bittensor it starts with 5 and has 48 characters',
  },
  UNEXPECTED: {
    message: '{detail}',
    fix: 'this is not an error that subnetkit knows: please report it with its cause',
  },
} as const

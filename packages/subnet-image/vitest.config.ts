/** Pictures and models take a busy machine longer than the usual 5 s. */
export default { test: { testTimeout: 60_000, hookTimeout: 60_000 } }

import { type Command, InvalidArgumentError } from 'commander'

/** Makes a wrong option end the process with code 2 and a pointer to the help, without a stack. */
export const refuseWrongOptions = (program: Command): Command =>
  program
    .allowExcessArguments(false)
    .showHelpAfterError('See --help.')
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))

/** Parser of an option that is a whole number of at least `min`. */
export const wholeNumber =
  (min: number) =>
  (text: string): number => {
    const value = Number(text)
    if (text.trim() === '' || !Number.isSafeInteger(value) || value < min)
      throw new InvalidArgumentError(`Give a whole number from ${min} up.`)
    return value
  }

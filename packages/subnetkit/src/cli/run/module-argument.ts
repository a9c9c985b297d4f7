import type { Context } from '../context/context.js'
import { defaultModule } from '../module/default-module.js'

/** The module of the subnet: the argument, the setting, or that of the project in the working folder. Throws as {@link defaultModule}. */
export async function moduleOf(
  { configured }: Context,
  argument: string | undefined,
  options: { readonly preferSource?: boolean } = {},
): Promise<string> {
  return argument ?? configured.config.subnet?.module ?? (await defaultModule('.', options))
}

/** polkadot.js shows `burned_register` as `burnedRegister` and `SubtensorModule` as `subtensorModule`. */
export function camel(name: string): string {
  const joined = name.replace(/_+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
  return joined.charAt(0).toLowerCase() + joined.slice(1)
}

/** Number and noun, such as `1 block` and `2 blocks`. */
export const plural = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`

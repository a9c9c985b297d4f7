/** Who, what and where of the small stories. The built-in model knows these words and no others. */
export const people = ['Mara', 'Otis', 'Juno', 'Felix', 'Nadia', 'Ravi', 'Lena', 'Tomas', 'Iris', 'Hugo']
export const things = ['lantern', 'coin', 'ledger', 'key', 'map', 'token', 'compass', 'violin']
export const places = ['harbor', 'garden', 'library', 'market', 'tower', 'kitchen', 'station', 'bridge']

/** In the order in which minifiers give them to variables: what stands in the script already costs less. */
export const SMALL = [...'etnrisoalcdhupfmgvbywkxjqz'];
export const LETTERS = [...SMALL, ...SMALL.map((letter) => letter.toUpperCase())];

export const accessEs = {};

export const accessDe = {};

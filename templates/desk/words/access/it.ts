export const accessIt = {};

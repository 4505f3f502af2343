export const adminIt = {};

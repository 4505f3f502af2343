export const adminDe = {};

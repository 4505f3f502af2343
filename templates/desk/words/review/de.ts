export const reviewDe = {};

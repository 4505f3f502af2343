export const reviewIt = {};

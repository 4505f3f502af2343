export const reviewEs = {};

export const reviewRu = {};

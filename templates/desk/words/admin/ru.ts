export const adminRu = {};

export const accessRu = {};

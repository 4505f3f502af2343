export const editingRu = {};

export const editingFr = {};

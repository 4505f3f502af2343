export const editingDe = {};

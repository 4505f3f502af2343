export const editingAr = {};

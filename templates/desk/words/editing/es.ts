export const editingEs = {};

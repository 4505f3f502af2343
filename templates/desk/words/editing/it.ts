export const editingIt = {};

export const accessFr = {};

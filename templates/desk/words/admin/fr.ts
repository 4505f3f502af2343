export const adminFr = {};

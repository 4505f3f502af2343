export const adminEs = {};

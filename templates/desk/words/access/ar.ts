export const accessAr = {};

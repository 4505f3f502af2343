export const adminAr = {};

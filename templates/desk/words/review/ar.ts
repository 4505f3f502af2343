export const reviewAr = {};

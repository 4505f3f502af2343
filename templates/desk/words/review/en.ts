export const reviewEn = {};

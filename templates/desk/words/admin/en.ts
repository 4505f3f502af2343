export const adminEn = {};

export const accessEn = {};

export const reviewFr = {};

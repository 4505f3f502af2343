/** Types of imported files that are no code: see [[rules]] in wrangler.toml. */
declare module '*.css' {
  const text: string;
  export default text;
}
declare module '*.svg' {
  const text: string;
  export default text;
}
declare module '*.txt' {
  const text: string;
  export default text;
}
declare module '*.png' {
  const bytes: ArrayBuffer;
  export default bytes;
}
declare module '*.ico' {
  const bytes: ArrayBuffer;
  export default bytes;
}

/** What is built into the Worker beside code: see [[rules]] in wrangler.toml. */
declare module '*.css' {
  const text: string;
  export default text;
}
declare module '*.svg' {
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

/** The values of imported files that are no code, and the constants that dev/build.ts defines. */
declare module '*.svg' {
  const text: string;
  export default text;
}
declare module '*.png' {
  /** The size in pixels; the file itself is a static asset. */
  const picture: { fingerprint: string; width: number; height: number };
  export default picture;
}
declare module '*.ico' {
  const icon: { fingerprint: string };
  export default icon;
}
/** The fingerprints of static assets. */
declare const SITE_STYLES_FINGERPRINT: string;
declare const DESK_STYLES_FINGERPRINT: string;
declare const DESK_SCRIPT_FINGERPRINT: string;

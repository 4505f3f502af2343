/** The releases of a site under load, and how they are recognized in its answers. */
import { ReleaseModel } from '../../test/model/release-model.ts';

export interface UploadedFile {
  path: string;
  bytes: Uint8Array<ArrayBuffer>;
}

/** A release with what its editors and readers know of it. */
export class TrafficRelease extends ReleaseModel {
  readonly number: number;
  readonly languages: readonly string[];
  readonly term: string;
  /** The revision that editors have; 0 before the first. */
  revision = 0;
  /** The number of its text: a revision may only have gained a file. */
  version = 0;
  file: UploadedFile | null = null;

  constructor(number: number, id: string, languages: readonly string[], term: string) {
    super(id);
    [this.number, this.languages, this.term] = [number, languages, term];
  }
}

export class ReferenceModel {
  readonly releases: TrafficRelease[] = [];

  find(number: number): TrafficRelease | null {
    return this.releases[number - 1] ?? null;
  }

  begin(id: string, languages: readonly string[], term: string): TrafficRelease {
    const release = new TrafficRelease(this.releases.length + 1, id, languages, term);
    this.releases.push(release);
    return release;
  }
}

/** The marker of a release and its version: part of its slug, title and text. */
export const markerOf = (release: Pick<TrafficRelease, 'number'>, version: number) =>
  `r${release.number}v${version}`;

/** Finds the markers in a text: each release and version that it mentions. */
export function markersIn(text: string): { number: number; version: number }[] {
  const found = new Set(text.match(/\br\d+v\d+\b/gi)?.map((marker) => marker.toLowerCase()));
  return [...found].map((marker) => {
    const [, number, version] = /r(\d+)v(\d+)/.exec(marker) ?? [];
    return { number: Number(number), version: Number(version) };
  });
}

/** The releases of a site under load, and how they are recognized in its answers. */
import { ReleaseModel } from '../../test/model/release-model.ts';

export interface FileModel {
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
  paper: FileModel | null = null;

  constructor(number: number, id: string, languages: readonly string[], term: string) {
    super(id);
    [this.number, this.languages, this.term] = [number, languages, term];
  }
}

export class ReferenceModel {
  readonly tales: TrafficRelease[] = [];

  find(number: number): TrafficRelease | null {
    return this.tales[number - 1] ?? null;
  }

  begin(id: string, languages: readonly string[], term: string): TrafficRelease {
    const tale = new TrafficRelease(this.tales.length + 1, id, languages, term);
    this.tales.push(tale);
    return tale;
  }
}

/** The word by which a release and its version are known wherever they are told of. */
export const wordOf = (tale: Pick<TrafficRelease, 'number'>, version: number) =>
  `r${tale.number}v${version}`;

/** Every release and version that a text tells of. */
export function wordsIn(text: string): { number: number; version: number }[] {
  const found = new Set(text.match(/\br\d+v\d+\b/gi)?.map((word) => word.toLowerCase()));
  return [...found].map((word) => {
    const [, number, version] = /r(\d+)v(\d+)/.exec(word) ?? [];
    return { number: Number(number), version: Number(version) };
  });
}

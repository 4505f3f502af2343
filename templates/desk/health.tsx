/** The health of the site in words, with what to do. */
import * as paths from '../../src/domain/paths.ts';
import { AdminTrail } from './admin.tsx';
import type { DeskWords } from './words.ts';

export const healthPath = `${paths.desk}/health`;

export interface HealthFact {
  name: string;
  value: string;
  /** The remedy; null if there is none. */
  act: string | null;
  /** The page where it is done, or null. */
  path: string | null;
}

export interface HealthProperties {
  words: DeskWords;
  status: 'well' | 'troubled' | 'late';
  facts: HealthFact[];
}

const sentences = {
  well: 'healthWell',
  troubled: 'healthTroubled',
  late: 'healthLate',
} as const satisfies Record<HealthProperties['status'], keyof DeskWords>;

export function HealthPage({ words, status, facts }: HealthProperties) {
  return (
    <>
      <AdminTrail words={words} />
      <p class={status === 'well' ? 'done' : 'faults'} role="status">
        {words[sentences[status]]}
      </p>
      <ul class="items">
        {facts.map(({ name, value, act, path }) => (
          <li>
            {path === null ? <span>{name}</span> : <a href={path}>{name}</a>}
            <strong>{value}</strong>
            {act !== null && <p class="wide">{act}</p>}
          </li>
        ))}
      </ul>
    </>
  );
}

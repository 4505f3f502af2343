/** Deliveries that wait, failed, or were given up. */
import * as paths from '../../src/domain/paths.ts';
import { AdminTrail } from './admin.tsx';
import type { DeskWords } from './words.ts';

export const deliveriesPath = `${paths.desk}/deliveries`;

export const deliveryStates = ['dead', 'failing', 'waiting'] as const;

type DeliveryState = (typeof deliveryStates)[number];

const stateWords = {
  dead: 'deliveryDead',
  failing: 'deliveryFailing',
  waiting: 'deliveryWaiting',
} as const satisfies Record<DeliveryState, keyof DeskWords>;

const marks: Record<DeliveryState, string> = {
  dead: 'withdrawn',
  failing: 'scheduled',
  waiting: 'draft',
};

export interface ListedDelivery {
  number: number;
  /** The message and its recipient, in words. */
  title: string;
  state: DeliveryState;
  /** Times and attempts in words. */
  times: string;
  lastError: string | null;
}

export interface DeliveriesProperties {
  words: DeskWords;
  /** The state that is shown; null for all. */
  state: DeliveryState | null;
  deliveries: ListedDelivery[];
  /** The address of the next page, or null. */
  next: string | null;
}

export function DeliveriesPage({ words, state, deliveries, next }: DeliveriesProperties) {
  const tabs = [null, ...deliveryStates].map((one) => ({
    one,
    path: one === null ? deliveriesPath : `${deliveriesPath}?state=${one}`,
    text: one === null ? words.allStates : words[stateWords[one]],
  }));
  return (
    <>
      <AdminTrail words={words} />
      <nav aria-label={words.state}>
        <ul class="tabs">
          {tabs.map(({ one, path, text }) => (
            <li>
              <a href={path} aria-current={one === state ? 'page' : null}>
                {text}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      {deliveries.length === 0 && <p>{words.noDeliveries}</p>}
      {deliveries.length > 0 && (
        <ul class="items">
          {deliveries.map((one) => (
            <Delivery words={words} {...one} />
          ))}
        </ul>
      )}
      {next !== null && (
        <p>
          <a href={next}>{words.nextPage}</a>
        </p>
      )}
    </>
  );
}

type DeliveryProperties = ListedDelivery & { words: DeskWords };

function Delivery({ words, number, title, state, times, lastError }: DeliveryProperties) {
  return (
    <li>
      <bdi>{title}</bdi>
      <span class={`state ${marks[state]}`}>{words[stateWords[state]]}</span>
      <small>{times}</small>
      {lastError !== null && (
        <small>
          <bdi>{lastError}</bdi>
        </small>
      )}
      {state === 'dead' && (
        <form method="post" action={`${deliveriesPath}/${number}/retry`}>
          <button type="submit" aria-label={`${words.retryDelivery}: ${title} (${number})`}>
            {words.retryDelivery}
          </button>
        </form>
      )}
    </li>
  );
}

/** Webhooks: the list, the form of one, and its secret, which is shown once. */
import * as paths from '../../src/domain/paths.ts';
import type { Fault } from '../../src/domain/problem.ts';
import { AdminTrail, DeleteForm } from './admin.tsx';
import { FaultList, Field } from './frame.tsx';
import { fieldId } from './place-names.ts';
import { Secret } from './secret.tsx';
import { type DeskWords, fill } from './words.ts';

export const webhooksPath = `${paths.desk}/webhooks`;

/** The fields of a webhook as they were typed. */
export interface WebhookFields {
  url: string;
  label: string;
  enabled: boolean;
}

interface Shared {
  words: DeskWords;
  lang: string;
  fields: WebhookFields;
  faults: readonly Fault[];
}

interface ListedWebhook extends WebhookFields {
  id: string;
  /** Since when it accepts nothing, in words; null while it works. */
  failing: string | null;
}

export interface WebhooksProperties extends Shared {
  webhooks: ListedWebhook[];
  /** `Idempotency-Key` of the form. */
  key: string;
}

export function WebhooksPage(page: WebhooksProperties) {
  const { words, lang, faults, webhooks, key } = page;
  return (
    <>
      <AdminTrail words={words} />
      <FaultList lang={lang} faults={faults} />
      {webhooks.length === 0 && <p>{words.noWebhooks}</p>}
      {webhooks.length > 0 && (
        <ul class="items">
          {webhooks.map(({ id, url, label, enabled, failing }) => (
            <li>
              <a href={`${webhooksPath}/${id}`}>
                <bdi>{label}</bdi>
              </a>
              {!enabled && <span class="state withdrawn">{words.disabled}</span>}
              <small>
                <bdi>{url}</bdi>
              </small>
              {failing !== null && <small>{fill(words.failingSince, failing)}</small>}
            </li>
          ))}
        </ul>
      )}
      <form method="post" action={webhooksPath} class="panel">
        <h2>{words.newWebhook}</h2>
        <input type="hidden" name="key" value={key} />
        <WebhookInputs {...page} />
        <button type="submit" class="main">
          {words.newWebhook}
        </button>
      </form>
    </>
  );
}

export interface WebhookPageProperties extends Shared {
  id: string;
  etag: string;
}

export function WebhookPage(page: WebhookPageProperties) {
  const { words, lang, fields, faults, id, etag } = page;
  const path = `${webhooksPath}/${id}`;
  return (
    <>
      <AdminTrail words={words} places={[{ path: webhooksPath, title: words.adminWebhooks }]} />
      <FaultList lang={lang} faults={faults} />
      <form method="post" action={path} class="panel">
        <input type="hidden" name="etag" value={etag} />
        <WebhookInputs {...page} />
        <label class="choice">
          <input type="checkbox" id={fieldId('/enabled')} name="enabled" checked={fields.enabled} />
          {words.webhookEnabled}
        </label>
        <button type="submit" class="main">
          {words.save}
        </button>
      </form>
      <DeleteForm path={path} etag={etag} text={words.deleteWebhook} />
    </>
  );
}

function WebhookInputs({ words, fields, faults }: Shared) {
  return (
    <>
      <Field
        pointer="/url"
        label={words.webhookUrl}
        faults={faults}
        control={(attributes) => (
          <input {...attributes} name="url" value={fields.url} dir="ltr" required />
        )}
      />
      <Field
        pointer="/label"
        label={words.webhookLabel}
        faults={faults}
        control={(attributes) => (
          <input
            {...attributes}
            name="label"
            value={fields.label}
            dir="auto"
            maxlength={200}
            required
          />
        )}
      />
    </>
  );
}

export interface SecretProperties {
  words: DeskWords;
  secret: string;
  /** The page to go on from. */
  back: { path: string; title: string };
}

/** A new secret. No other page shows it again. */
export function SecretPage({ words, secret, back }: SecretProperties) {
  return (
    <>
      <AdminTrail words={words} places={[back]} />
      <section class="panel">
        <p>{words.secretOnce}</p>
        <Secret words={words} text={secret} />
      </section>
    </>
  );
}

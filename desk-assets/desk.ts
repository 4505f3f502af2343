/**
 * The scripts of the desk. They make it more comfortable: everything works without them. Words come
 * from the page, in the person's language. `npm test` holds them to 40 KB compressed.
 */
import './character-count.ts';
import './copy-text.ts';
import './countdown.ts';
import './file-upload.ts';
import './term-picker.ts';
import './toolbar.ts';
import { defineLanguageTabs } from './language-tabs.ts';
import { defineLivePreview } from './live-preview.ts';
import { dropOldCopies, forgetAtSignOut } from './local-copies.ts';
import { PasskeyForm } from './passkey-form.ts';
import { pasteAsMarkdown } from './paste.ts';
import { defineReleasePresence } from './release-presence.ts';
import { defineReleaseSaver } from './release-saver.ts';
import { sendOnce } from './submit-once.ts';

sendOnce();
forgetAtSignOut();
dropOldCopies();
pasteAsMarkdown();
defineReleaseSaver();
customElements.define('passkey-form', PasskeyForm);
defineLivePreview();
defineLanguageTabs();
defineReleasePresence();

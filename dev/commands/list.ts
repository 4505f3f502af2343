/** Every command of package.json that takes options, by the name of its script. */
import { roles } from '../../src/domain/editor.ts';
import { isCalendarDate, isTimeZone } from '../../src/domain/instant.ts';
import {
  defineCommand,
  integer,
  listOf,
  oneOf,
  positiveNumber,
  text,
  webAddress,
} from './command.ts';

const seed = {
  value: 'N',
  default: '1',
  read: integer(0, 2 ** 32 - 1),
  help: 'seed of the random numbers',
};
const origin = {
  value: 'URL',
  default: 'http://localhost:8787',
  read: webAddress,
  help: 'address of the site',
};
const environment = {
  value: 'NAME',
  read: text,
  help: 'environment of wrangler.toml, such as staging',
};

const timeZone = (name: string): string => {
  if (isTimeZone(name)) return name;
  throw new Error('must be an IANA time zone such as Europe/Vienna');
};

const day = (text: string): string => {
  if (isCalendarDate(text)) return text;
  throw new Error('must be a day that exists, such as 2009-07-01');
};

export const commands = {
  start: defineCommand({
    name: 'npm start',
    summary:
      'Runs the site on this machine. The first start creates the database and the sample newsroom.',
    options: {
      port: { value: 'N', default: '8787', read: integer(0, 65535), help: 'port of the site' },
      state: { value: 'DIR', read: text, help: 'folder of the database and files (.dateline)' },
      empty: { help: 'create the site without the sample newsroom' },
      'token-file': { value: 'FILE', read: text, help: 'write the development token to FILE' },
      'desk-link-file': { value: 'FILE', read: text, help: 'write the sign-in link to FILE' },
      'no-edge': { help: 'run without the local edge cache' },
    },
  }),
  test: defineCommand({
    name: 'npm test',
    summary:
      'Checks format, lint and types, then runs the tests whose file names contain a FILTER (all).',
    options: {
      testNamePattern: {
        short: 't',
        value: 'PATTERN',
        read: text,
        help: 'run the tests whose names match PATTERN',
      },
    },
    positionals: { value: 'FILTER…', min: 0, max: Number.POSITIVE_INFINITY },
  }),
  bench: defineCommand({
    name: 'npm run bench',
    summary: 'Measures pages, lists and ticks on archives of several sizes.',
    options: {
      sizes: {
        value: 'N,N…',
        default: '1000,20000',
        read: listOf(integer(100, 10_000_000)),
        help: 'numbers of releases',
      },
      only: {
        value: 'PART,PART',
        default: 'pages,ticks',
        read: listOf(oneOf(['pages', 'ticks'])),
        help: 'parts to measure',
      },
      kinds: {
        value: 'NAME;NAME',
        default: '',
        read: (names) => names.split(';').filter(Boolean),
        help: 'only these kinds of pages, nothing else; no report is written',
      },
      against: {
        help: 'measures the addresses that are given, of any site that you run, in turns',
      },
      spell: {
        value: 'MS',
        default: '1000',
        read: integer(1, 600_000),
        help: 'milliseconds of each measurement',
      },
    },
    positionals: { value: 'URL…', min: 0, max: 20 },
  }),
  'bench:import': defineCommand({
    name: 'npm run bench:import',
    summary: 'Measures time and memory of imports into a new local site.',
    options: {
      items: {
        value: 'N',
        default: '10000',
        read: integer(1, 1_000_000),
        help: 'items of each file',
      },
      only: {
        value: 'STEP,STEP',
        default: 'rehearsal,import,repetition',
        read: listOf(oneOf(['rehearsal', 'import', 'repetition'])),
        help: 'steps to measure',
      },
    },
  }),
  load: defineCommand({
    name: 'npm run load',
    summary: 'Runs readers, crawlers and editors against the site, and checks every answer.',
    options: {
      minutes: { value: 'N', default: '10', read: positiveNumber, help: 'duration in minutes' },
      seed,
      readers: { value: 'N', default: '4', read: integer(1, 100), help: 'readers at once' },
      editors: { value: 'N', default: '2', read: integer(1, 100), help: 'editors at once' },
      changes: {
        value: 'N',
        default: '2',
        read: integer(1, 10_000),
        help: 'changes a minute in the first third',
      },
    },
  }),
  faults: defineCommand({
    name: 'npm run faults',
    summary: 'Runs editors and readers against a site whose database, bucket and purges fail.',
    options: {
      minutes: { value: 'N', default: '5', read: positiveNumber, help: 'duration in minutes' },
      seed,
    },
  }),
  cost: defineCommand({
    name: 'npm run cost',
    summary: 'Computes what a month costs, and writes the tables of docs/operations.md.',
    options: {
      requests: {
        value: 'N',
        default: '9000',
        read: integer(100, 10_000_000),
        help: 'requests to replay',
      },
      seed,
    },
  }),
  profile: defineCommand({
    name: 'npm run profile',
    summary: 'Lists the functions in which pages, feeds and lists spend their time.',
    options: {
      size: {
        value: 'N',
        default: '1000',
        read: integer(100, 10_000_000),
        help: 'number of releases',
      },
      seconds: { value: 'N', default: '5', read: positiveNumber, help: 'duration for each page' },
      only: {
        value: 'NAMES',
        default: '',
        read: (text) => text.split(',').filter(Boolean),
        help: 'some of release, list, search, feed, sitemap, api-list',
      },
      out: { value: 'DIR', read: text, help: 'folder of the profiles (the temporary folder)' },
    },
  }),
  lighthouse: defineCommand({
    name: 'npm run lighthouse',
    summary: 'Runs Lighthouse on public pages and every screen of the desk, and fails below 100.',
    options: { desk: { help: 'only the screens of the desk' } },
  }),
  'edge:conformance': defineCommand({
    name: 'npm run edge:conformance',
    summary: 'Runs the public test suite for HTTP caches against the local edge.',
    options: {},
  }),
  screenshots: defineCommand({
    name: 'npm run screenshots',
    summary:
      'Takes the pictures of the README and docs/desk.md; with DIR, pictures of every screen.',
    options: {},
    positionals: { value: 'DIR', min: 0, max: 1 },
  }),
  'client:pack': defineCommand({
    name: 'npm run client:pack',
    summary: 'Builds the API client as an npm package in dist/client.',
    options: {},
  }),
  'dependency-list': defineCommand({
    name: 'npm run dependency-list',
    summary: 'Writes docs/dependencies.md: every package, its licence, its reason and its size.',
    options: {},
  }),
  sbom: defineCommand({
    name: 'npm run sbom',
    summary: 'Writes bills of materials in CycloneDX into dist/.',
    options: {},
  }),
  import: defineCommand({
    name: 'npm run import',
    summary:
      'Imports releases of other systems, or a folder that npm run export wrote. A second run is safe.',
    options: {
      'dry-run': { help: 'report what would happen, and write nothing' },
      counts: { help: 'with --dry-run: print only the counts of each file' },
      origin,
      token: { value: 'T', read: text, help: 'token of an editor (DATELINE_TOKEN)' },
      mapping: { value: 'FILE', read: text, help: 'names there and terms here, as YAML or JSON' },
      attachments: { value: 'DIR', read: text, help: 'the folder that was wp-content/uploads' },
      'time-zone': {
        value: 'ZONE',
        read: timeZone,
        help: 'time zone of dates without one (that of the site)',
      },
      date: { value: 'YYYY-MM-DD', read: day, help: 'the day of items without a date' },
      'undated-as-draft': { help: 'import items without a date as drafts' },
      draft: { help: 'import everything as drafts' },
      publish: { help: 'publish what was public there; this is the default' },
      parallel: { value: 'N', default: '4', read: integer(1, 64), help: 'items at once' },
      report: { value: 'FILE', read: text, help: 'write a line of JSON for each item to FILE' },
      template: {
        value: 'csv',
        read: oneOf(['csv']),
        help: 'write a table to fill in (dateline-template.csv, or FILE)',
      },
    },
    positionals: {
      value: 'FILE…',
      min: 1,
      max: Number.POSITIVE_INFINITY,
      unless: 'template',
    },
  }),
  terms: defineCommand({
    name: 'npm run terms',
    summary:
      'Makes and changes the terms of a site from CSV, YAML or NDJSON. A second run changes nothing.',
    options: {
      'dry-run': { help: 'print what would be made and changed, and write nothing' },
      origin,
      token: { value: 'T', read: text, help: 'token of an admin (DATELINE_TOKEN)' },
    },
    positionals: { value: 'FILE…', min: 1, max: Number.POSITIVE_INFINITY },
  }),
  export: defineCommand({
    name: 'npm run export',
    summary:
      'Exports what is public, or with an admin’s token everything, into DIR. A second run resumes.',
    options: {
      static: {
        value: 'DIR',
        read: text,
        help: 'write the public site into DIR, as files for any web server',
      },
      origin,
      token: { value: 'T', read: text, help: 'token of an admin (DATELINE_TOKEN)' },
    },
    positionals: { value: 'DIR', min: 0, max: 1 },
  }),
  deploy: defineCommand({
    name: 'npm run deploy',
    summary:
      'Creates what is missing, applies migrations, deploys the Worker and checks the live site.',
    options: {
      env: environment,
      plan: { help: 'print every command and run none' },
      origin: {
        value: 'URL',
        read: webAddress,
        help: 'where to check the site, if not at its SITE_ORIGIN',
      },
      'take-over': { help: 'take a host that another website answers on' },
    },
  }),
  token: defineCommand({
    name: 'npm run token',
    summary: 'Creates an editor with a token, on this machine or on the deployed site.',
    options: {
      name: { value: 'NAME', required: true, read: text, help: 'name of the editor' },
      role: {
        value: roles.join('|'),
        required: true,
        read: oneOf(roles),
        help: 'role of the editor',
      },
      days: { value: 'N', default: '90', read: integer(1, 400), help: 'days the token is valid' },
      state: { value: 'DIR', read: text, help: 'state folder of npm start (.dateline)' },
      remote: { help: 'create it on the deployed site' },
      env: environment,
    },
  }),
  invite: defineCommand({
    name: 'npm run invite',
    summary: 'Creates an editor with a sign-in link, or a new link, on this machine or remotely.',
    options: {
      name: { value: 'NAME', read: text, help: 'name of the new editor' },
      role: { value: roles.join('|'), read: oneOf(roles), help: 'role of the new editor' },
      email: { value: 'ADDRESS', read: text, help: 'e-mail address of the new editor' },
      editor: { value: 'ID', read: text, help: 'create a new link for this editor instead' },
      port: { value: 'N', read: integer(0, 65535), help: 'port of npm start (8787)' },
      state: { value: 'DIR', read: text, help: 'state folder of npm start (.dateline)' },
      remote: { help: 'create it on the deployed site' },
      env: environment,
    },
  }),
};

export type CommandName = keyof typeof commands;

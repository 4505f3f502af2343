/** Time zones as foreign files write them behind a time: `+0100`, `CET`, `GMT+2`, `Europe/Vienna`. */
import { instantsOfLocal, isTimeZone, parseInstant } from '../../src/domain/instant.ts';

/**
 * Abbreviations and their offsets, or the time zone if the offset depends on the season. Those of several
 * zones of the same rank (IST, CST of China, AMT) are missing or have their meaning in RFC 5322.
 */
const abbreviations: Record<string, string> = {
  ...{ Z: '+0', UT: '+0', UTC: '+0', GMT: '+0', WET: '+0', WEST: '+1', BST: '+1' },
  ...{
    CET: '+1',
    CEST: '+2',
    MET: '+1',
    MEST: '+2',
    MEZ: '+1',
    MESZ: '+2',
    HNEC: '+1',
    HAEC: '+2',
  },
  ...{ EET: '+2', EEST: '+3', OEZ: '+2', OESZ: '+3', MSK: '+3', MSD: '+4', МСК: '+3', TRT: '+3' },
  ...{ SAMT: '+4', GET: '+4', AZT: '+4', YEKT: '+5', UZT: '+5', TJT: '+5', TMT: '+5', PKT: '+5' },
  ...{ KGT: '+6', OMST: '+6', NOVT: '+7', KRAT: '+7', ICT: '+7', IRKT: '+8', HKT: '+8', SGT: '+8' },
  ...{ AWST: '+8', YAKT: '+9', JST: '+9', KST: '+9', VLAT: '+10', AEST: '+10', AEDT: '+11' },
  ...{ ACST: '+9:30', NZST: '+12', NZDT: '+13', CAT: '+2', SAST: '+2', EAT: '+3', WAT: '+1' },
  ...{ EST: '-5', EDT: '-4', CST: '-6', CDT: '-5', MST: '-7', MDT: '-6', PST: '-8', PDT: '-7' },
  ...{ AST: '-4', ADT: '-3', NST: '-3:30', NDT: '-2:30', AKST: '-9', AKDT: '-8', HST: '-10' },
  ...{ BRT: '-3', ART: '-3', CLT: '-4', ET: 'America/New_York', CT: 'America/Chicago' },
  ...{ MT: 'America/Denver', PT: 'America/Los_Angeles' },
};

/**
 * The instant at which clocks in a zone show a local time `YYYY-MM-DDTHH:MM:SS`.
 * @returns null for an unknown zone, and for an instant out of range
 */
export function instantInZone(local: string, zone: string): number | null {
  const known = abbreviations[zone] ?? abbreviations[zone.toUpperCase()] ?? zone;
  const [, sign, hours = '', minutes = '00'] =
    /^(?:UTC|GMT|UT)? ?([+-])(\d{1,2})(?::?(\d{2}))?$/i.exec(known) ?? [];
  if (sign) return parseInstant(`${local}${sign}${hours.padStart(2, '0')}:${minutes}`);
  if (!known.includes('/') || !isTimeZone(known)) return null;
  return instantsOfLocal(local, known)?.[0] ?? null;
}

import type { TFunction } from 'i18next';
import { activityKinds } from '../protocol/activity.ts';
import { tokenScopes } from '../protocol/api.ts';
import { rules } from '../protocol/retention.ts';
import { senderName } from './sender.ts';

/** What is said of something that happened: an entry of the activity, or a step of a message. */
export interface Told {
  readonly kind: string;
  readonly detail?: Readonly<Record<string, unknown>> | null | undefined;
  readonly sender?: string | null | undefined;
  readonly via?: string | null | undefined;
}

/** The notes of tokens by their names, and what devices are called by `device ` and the name that they give themselves. */
export type TokenNotes = ReadonlyMap<string, string>;

/** What a server wrote down may be of any kind, and what strangers wrote of any length. */
const text = (value: unknown): string => (typeof value === 'string' ? value.slice(0, 200) : '');
const number = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);

/** Of a mailbox that was removed, the name that it had. */
export const mailboxLabel = (t: TFunction, mailbox: string): string => {
  const [name = '', ...mark] = mailbox.split('~');
  return mark.length === 0 ? mailbox : t('activity.removed', { mailbox: name });
};

/** Devices and tokens that nobody named have long numbers for names: their beginning tells them apart. */
export const short = (name: string): string => (/^[0-9a-f-]{16,}$/.test(name) ? `${name.slice(0, 8)}…` : name);

const tokenLabel = (token: unknown, notes: TokenNotes): string => {
  const name = text(token);
  return notes.get(name) || short(name);
};

const arrival = (t: TFunction, { via, sender, detail }: Told): string => {
  if (detail?.by === 'forward' || via === 'forward') return t('activity.did.accepted_forward', { mailbox: text(detail?.from) });
  const from = senderName(sender ?? '');
  const door = via === 'smtp' || via === 'http' ? via : 'other';
  return from === '' ? t(`activity.did.accepted_${door}`) : t(`activity.did.accepted_${door}_from`, { from });
};

const expiry = (t: TFunction, rule: unknown): string => {
  const known = rules.find((one) => one === rule);
  return known ? t(`activity.did.expired_${known}`) : t('activity.did.expired');
};

/** What happened, as a sentence. Of a kind that is not known here, its name. */
export const sentenceOf = (t: TFunction, told: Told, notes: TokenNotes): string => {
  const kind = activityKinds.find((one) => one === told.kind);
  if (kind === undefined) return t('activity.did.other', { kind: told.kind.slice(0, 60) });
  const detail = told.detail ?? {};
  const named = text(detail.device);
  const device = notes.get(`device ${named}`) || short(named) || t('activity.aDevice');
  switch (kind) {
    case 'accepted':
      return arrival(t, told);
    case 'acquired': {
      const times = number(detail.times) ?? 1;
      return times > 1 ? t('activity.did.acquired_again', { device, count: times }) : t('activity.did.acquired', { device });
    }
    case 'moved':
    case 'kept':
      return t(`activity.did.${kind}`, { device });
    case 'deleted':
      if (detail.by === 'device') return t('activity.did.deleted_device', { device });
      return t(detail.folder === 'processed' ? 'activity.did.deleted_processed' : 'activity.did.deleted_delivery');
    case 'forwarded':
      return t('activity.did.forwarded', { device, mailbox: text(detail.to) });
    case 'returned': {
      const reason = text(detail.reason);
      return reason === '' ? t('activity.did.returned', { device }) : t('activity.did.returned_reason', { device, reason });
    }
    case 'expired':
      return expiry(t, detail.rule);
    case 'redelivered':
      return t('activity.did.redelivered', { id: number(detail.to) ?? '' });
    case 'mailbox-removed':
      return t('activity.did.mailbox-removed', { count: number(detail.messages) ?? 0 });
    case 'token-added':
    case 'token-revoked': {
      const token = tokenLabel(kind === 'token-added' ? detail.added : detail.revoked, notes);
      const scope = tokenScopes.find((one) => one === detail.scope);
      return t(`activity.did.${kind}`, { token, scope: scope ? t(`tokens.scope.${scope}`).toLowerCase() : text(detail.scope) });
    }
    case 'braked':
      return t(detail.folder === 'processed' ? 'activity.did.braked_processed' : 'activity.did.braked_delivery', {
        count: number(detail.due) ?? 0,
      });
    case 'removal-confirmed':
      return t('activity.did.removal-confirmed', { count: number(detail.count) ?? 0 });
    case 'taken-over':
    case 'device-forgotten':
      return t(`activity.did.${kind}`, { device });
    case 'policy-changed':
      return t(detail.own === false ? 'activity.did.policy-changed_default' : 'activity.did.policy-changed');
    default:
      return t(`activity.did.${kind}`);
  }
};

/** Who did it, where the sentence does not say so. */
export const whoOf = (t: TFunction, { detail }: Told, notes: TokenNotes): string => {
  const token = tokenLabel(detail?.token, notes);
  switch (detail?.by) {
    case 'admin':
      return token === '' ? t('activity.by.admin') : t('activity.by.admin_token', { token });
    case 'reader':
      return t('activity.by.reader');
    case 'retention':
      return t('activity.by.retention');
    case 'operator':
      return t('activity.by.operator');
    default:
      return '';
  }
};

/** Kinds that are looked at together. */
export const kindGroups = {
  arrived: ['accepted'],
  fetched: ['notified', 'deferred', 'acquired', 'moved', 'kept'],
  ended: ['deleted', 'forwarded', 'returned', 'expired'],
  kept: ['held', 'released', 'redelivered'],
  retention: ['policy-changed', 'defaults-changed', 'braked', 'removal-confirmed'],
  administration: [
    'mailbox-added',
    'mailbox-changed',
    'mailbox-removed',
    'token-added',
    'token-revoked',
    'taken-over',
    'device-forgotten',
    'restored',
  ],
} as const satisfies Readonly<Record<string, readonly (typeof activityKinds)[number][]>>;
export type KindGroup = keyof typeof kindGroups;
export const kindGroupNames = Object.keys(kindGroups) as KindGroup[];

/** The group of a kind, for its icon; what is not known here is administration. */
export const groupOf = (kind: string): KindGroup =>
  kindGroupNames.find((group) => (kindGroups[group] as readonly string[]).includes(kind)) ?? 'administration';

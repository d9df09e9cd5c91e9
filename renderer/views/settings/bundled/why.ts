import type { TFunction } from 'i18next';

const known = [
  'address-in-use',
  'address-invalid',
  'option-invalid',
  'certificate-invalid',
  'address-insecure',
  'folder-in-use',
  'folder-unusable',
  'directory-damaged',
  'storage-newer',
  'storage-failed',
  'storage-full',
  'backup-exists',
  'backup-damaged',
  'server-unreachable',
] as const;

/** What a refusal of the server means for the reader. */
export const whyOf = (t: TFunction, code: string): string => t(`bundled.why.${known.find((one) => one === code) ?? 'other'}`);

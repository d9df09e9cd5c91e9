const exact: Readonly<Record<string, 'mail' | 'text' | 'html' | 'pdf'>> = {
  'message/rfc822': 'mail',
  'text/html': 'html',
  'application/pdf': 'pdf',
};
const kinds = ['text', 'image', 'audio', 'video'] as const;

/** What a media type is to a reader. */
export const typeOf = (mediaType: string): 'mail' | 'text' | 'html' | 'pdf' | 'image' | 'audio' | 'video' | 'file' => {
  const type = (mediaType.split(';')[0] ?? '').trim().toLowerCase();
  return exact[type] ?? kinds.find((kind) => type.startsWith(`${kind}/`)) ?? 'file';
};

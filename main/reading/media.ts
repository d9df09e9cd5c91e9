export const mediaTypeOf = (type: string): string => (type.split(';', 1)[0] ?? '').trim().toLowerCase();

export const isMail = (type: string): boolean => mediaTypeOf(type) === 'message/rfc822';
export const isText = (type: string): boolean => mediaTypeOf(type).startsWith('text/');

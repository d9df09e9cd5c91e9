import type { Email, Attachment as MimeAttachment } from 'postal-mime';
import type { Attachment, Preview } from '../../protocol/bridge.ts';
import { withLatinSigns } from './charset.ts';
import { dangerOf, isDisguised } from './danger.ts';
import { mediaTypeOf } from './media.ts';
import { safeFileName } from './names.ts';

/** One attachment with its bytes. */
export interface AttachedFile extends Attachment {
  readonly data: Uint8Array;
}

/** Pictures and sounds that a browser engine shows without running anything of theirs. */
const drawn = /^image\/(png|jpeg|gif|webp|avif|bmp)$/;
const played = /^audio\/(mpeg|mp3|mp4|m4a|x-m4a|aac|ogg|opus|flac|x-flac|wav|x-wav|wave|webm)$/;

/** How the app shows a type; null: not at all. */
export const previewOf = (type: string): Preview | null => {
  if (drawn.test(type)) return 'image';
  if (played.test(type)) return 'audio';
  return type === 'application/pdf' ? 'pdf' : null;
};

const bytesOf = ({ content }: MimeAttachment): Uint8Array =>
  typeof content === 'string' ? new TextEncoder().encode(content) : new Uint8Array(content);

const toFile = (attachment: MimeAttachment, html: string): AttachedFile => {
  const type = mediaTypeOf(attachment.mimeType);
  const written = withLatinSigns(attachment.filename ?? '');
  const name = safeFileName(written || 'attachment', type);
  const data = bytesOf(attachment);
  const danger = dangerOf(name, type);
  const contentId = attachment.contentId?.trim().replace(/^<|>$/g, '') || null;
  return {
    name,
    type,
    bytes: data.byteLength,
    contentId,
    // What the layout does not show must not vanish from the list.
    inline: contentId !== null && drawn.test(type) && html.toLowerCase().includes(`cid:${contentId.toLowerCase()}`),
    preview: previewOf(type),
    danger,
    disguised: isDisguised(written, danger),
    data,
  };
};

export const filesOf = (mail: Email): AttachedFile[] => mail.attachments.map((attachment) => toFile(attachment, mail.html ?? ''));

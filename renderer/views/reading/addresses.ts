import type { Attachment } from '../../../protocol/bridge.ts';
import { parseLink } from '../../../protocol/link.ts';

/** A link of a mail: where it leads, and what it says. */
export interface Link {
  readonly url: string;
  readonly text: string;
}

/** What a mail refers to, collected while it is cleaned. */
export interface Addresses {
  /** The address under which a picture is had in the page; undefined: it is not to be had. */
  picture(written: string): string | undefined;
  /** The address that stands for a link in the page; undefined: it leads nowhere that is followed. */
  link(written: string, text: string): string | undefined;
  /** The mail has colours of its own. */
  coloured(): void;
}

/** What was collected. */
export interface Collected {
  readonly links: readonly Link[];
  /** Pictures from elsewhere that the mail asks for. */
  readonly remote: ReadonlySet<string>;
  readonly hasColours: () => boolean;
}

/** Pictures within a mail that are drawn without running anything of theirs. */
const drawnData = /^data:image\/(?:png|jpe?g|gif|webp|avif|bmp);base64,[a-z0-9+/=\s]*$/i;

const parsed = (written: string): URL | undefined => {
  // As a browser reads it, without an address that it could lean on.
  const text = written.trim();
  return URL.canParse(text) ? new URL(text) : undefined;
};

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** @param remote pictures from elsewhere are loaded */
export const createAddresses = (attachments: readonly Attachment[], remote: boolean): { addresses: Addresses; collected: Collected } => {
  const links: Link[] = [];
  const elsewhere = new Set<string>();
  let hasColours = false;
  const partOf = (id: string): string | undefined => {
    const wanted = decoded(id).toLowerCase();
    const index = attachments.findIndex(({ contentId, preview }) => preview === 'image' && contentId?.toLowerCase() === wanted);
    return index < 0 ? undefined : `part/${index}`;
  };
  const addresses: Addresses = {
    picture(written) {
      const text = written.trim();
      if (/^cid:/i.test(text)) return partOf(text.slice(4));
      if (drawnData.test(text)) return text;
      // Without a scheme it leans on the page that shows it, which is nowhere.
      const url = parsed(text.startsWith('//') ? `https:${text}` : text);
      if (!url || !/^(?:https?|ftp|wss?):$/.test(url.protocol)) return undefined;
      elsewhere.add(url.href);
      return remote && /^https?:$/.test(url.protocol) ? url.href : undefined;
    },
    link(written, text) {
      if (/^#[^\s"]*$/.test(written)) return written;
      const url = parsed(written);
      if (!url || !(/^https?:$/.test(url.protocol) || (url.protocol === 'mailto:' && parseLink(url.href)))) return undefined;
      links.push({ url: url.href, text });
      return `link/${links.length - 1}`;
    },
    coloured() {
      hasColours = true;
    },
  };
  return { addresses, collected: { links, remote: elsewhere, hasColours: () => hasColours } };
};

/** A page of a message that is shown, cleaned by the window. */
export interface MailPage {
  readonly account: string;
  readonly uid: string;
  readonly page: string;
  /** The reader allowed its pictures to come from elsewhere. */
  readonly remote: boolean;
}

/** Pages that are shown, by their tokens. */
export interface MailPages {
  show(token: string, page: MailPage): void;
  hide(token: string): void;
  /** Undefined if it is not shown, or not any more. */
  get(token: string): MailPage | undefined;
  /** Whether one of them has the keyboard. */
  focused: boolean;
}

/** Pages that are kept at most: a window that was reloaded hides none. */
const atMost = 8;

export const createMailPages = (): MailPages => {
  const pages = new Map<string, MailPage>();
  return {
    focused: false,
    show(token, page) {
      pages.delete(token);
      pages.set(token, page);
      for (const [oldest] of pages) {
        if (pages.size <= atMost) break;
        pages.delete(oldest);
      }
    },
    hide(token) {
      pages.delete(token);
      if (pages.size === 0) this.focused = false;
    },
    get: (token) => pages.get(token),
  };
};

/** What an address of a page names: the page itself, a picture within its mail, or a link of it. */
export type MailAddress =
  | { readonly kind: 'page'; readonly token: string }
  | { readonly kind: 'part' | 'link'; readonly token: string; readonly number: number };

/** Undefined if it is no address of a page. */
export const parseMailAddress = (url: string): MailAddress | undefined => {
  const [, token = '', kind, digits] = /^mail:\/\/message\/([0-9a-f]{32})\/(?:(part|link)\/(\d{1,6}))?$/.exec(url) ?? [];
  if (token === '') return undefined;
  return kind === 'part' || kind === 'link' ? { kind, token, number: Number(digits) } : { kind: 'page', token };
};

/** Hosts of this computer and of its own network by their form: no mail has a say there. */
export const isPrivateHost = (host: string): boolean => {
  const name = host.toLowerCase().replace(/^\[|\]$|\.$/g, '');
  if (/^(localhost|.*\.(localhost|local|internal|home\.arpa))$/.test(name) || !/[.:]/.test(name)) return true;
  if (name.includes(':')) return /^(::1?$|::ffff:|f[cd]|fe[89ab])/.test(name);
  const [a = -1, b = -1] = /^\d+\.\d+\.\d+\.\d+$/.test(name) ? name.split('.').map(Number) : [];
  return (
    [0, 10, 127].includes(a) ||
    (a === 169 && b === 254) ||
    (a === 172 && b >= 16 && b < 32) ||
    (a === 192 && b === 168) ||
    (a === 100 && b >= 64 && b < 128)
  );
};

/** Whether a request may leave this computer: pictures of a page whose reader allowed them, nothing else. */
export const mayLeave = (
  pages: Pick<MailPages, 'get'>,
  request: { url: string; resourceType: string; frame: string | undefined },
): boolean => {
  if (request.resourceType !== 'image' || request.frame === undefined || !URL.canParse(request.url)) return false;
  const address = parseMailAddress(request.frame);
  const { protocol, hostname } = new URL(request.url);
  return address?.kind === 'page' && /^https?:$/.test(protocol) && !isPrivateHost(hostname) && pages.get(address.token)?.remote === true;
};

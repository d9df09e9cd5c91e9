import type { Danger } from '../../protocol/bridge.ts';

/*
 * What may come of opening a file with the system. Systems go by the name and by the type; so does this, and the graver of
 * the two counts. What is not named here is opened without a word: text, pictures, sound, plain documents.
 */

const extensions: Readonly<Record<Danger, string>> = {
  program:
    'exe com scr pif msi msp mst msix msixbundle appx appxbundle appinstaller cpl dll sys drv ocx xll gadget application app pkg mpkg deb rpm run bin elf appimage flatpak flatpakref snap apk aab ipa jar jnlp command workflow action ' +
    'msc chm hlp reg inf scf job diagcab diagcfg theme themepack ppkg settingcontent-ms',
  script:
    'bat cmd ps1 ps1xml ps2 psc1 psc2 psd1 psm1 vb vbe vbs js jse mjs cjs ws wsf wsh wsc sct hta sh bash zsh fish csh ksh py pyc pyw pyz rb pl php lua tcl awk scpt scptd applescript osascript ahk au3 groovy r jl',
  macro:
    'docm dotm xlsm xltm xlam xlsb xla xlt xlm xlw iqy oqy rqy dqy slk pptm potm ppam ppsm sldm ppa accdb accde accdr mdb mde adp ade one onepkg pub wll odb',
  link: 'lnk url desktop webloc inetloc fileloc website rdp rdpx vncloc library-ms search-ms searchconnector-ms contact symlink',
  page: 'html htm xhtml xht shtml mht mhtml svg svgz xml xsl xslt swf',
  disk: 'iso img dmg vhd vhdx vmdk toast cdr sparseimage sparsebundle udf wim',
  archive: 'zip zipx rar 7z tar gz tgz bz2 tbz xz txz zst lz lzma cab arj lzh lha ace z cpio cbz cbr uue xxe b64 pst ost',
};

const types: Readonly<Record<Danger, RegExp>> = {
  program:
    /^application\/(x-ms-?dos-?(program|download)|x-msdownload|x-dosexec|x-exe|exe|vnd\.microsoft\.portable-executable|x-msi|x-executable|x-elf|x-pie-executable|x-sharedlib|x-mach-binary|java-archive|x-java-(archive|jnlp-file)|vnd\.android\.package-archive|vnd\.(debian\.binary-package|appimage)|x-(deb|debian-package|rpm|apple-installer\+xml|ms-application|ms-installer))$/,
  script:
    /^(application|text)\/(x-)?(javascript|ecmascript|jscript|vbscript|vbs|sh|shellscript|csh|python|python-code|perl|ruby|php|powershell|bat|msdos-batch|hta|tcl|lua|applescript)$|^application\/x-(httpd-php|bat)$/,
  macro: /macroenabled|^application\/(vnd\.ms-excel\.sheet\.binary|msaccess|x-msaccess|onenote)/,
  link: /^application\/(x-ms-shortcut|x-mswinurl|internet-shortcut|x-desktop|x-rdp)$|^text\/(x-uri|uri-list)$/,
  page: /^text\/(html|xml|xsl)$|^application\/(xhtml\+xml|xml|x-shockwave-flash|x-mimearchive)$|^image\/svg\+xml$|^multipart\/related$/,
  disk: /^application\/(x-iso9660-image|x-cd-image|x-raw-disk-image|x-apple-diskimage|x-virtualbox-vhdx?|x-qemu-disk)$/,
  archive:
    /^application\/(x-)?(zip|zip-compressed|rar|vnd\.rar|rar-compressed|7z-compressed|tar|gzip|bzip2?|xz|zstd|lzh|lzma|cab|vnd\.ms-cab-compressed|compress|compressed|ace-compressed|arj)$/,
};

/** The gravest first. */
const order = Object.keys(extensions) as Danger[];
const byExtension = new Map(order.toReversed().flatMap((danger) => extensions[danger].split(' ').map((one) => [one, danger] as const)));

const extensionOf = (name: string): string => /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase().trim() ?? '';

/** What opening a file may do. @param name as it is written to disk @param type media type, without parameters */
export const dangerOf = (name: string, type: string): Danger | null => {
  const byName = byExtension.get(extensionOf(name));
  return order.find((danger) => danger === byName || types[danger].test(type)) ?? null;
};

/** Endings that people take for harmless. */
const harmless =
  /\.(pdf|docx?|xlsx?|pptx?|odt|ods|odp|rtf|txt|csv|jpe?g|png|gif|webp|bmp|tiff?|heic|mp3|mp4|m4a|wav|mov|avi|eml|ics|html?)[\s._-]*\.[^.]+$/i;

/**
 * Whether a name makes a file look like another kind: two endings, the last of which is dangerous, or signs that turn
 * letters around. @param written as its sender wrote it
 */
export const isDisguised = (written: string, danger: Danger | null): boolean =>
  /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/.test(written) ||
  (danger !== null && danger !== 'archive' && harmless.test(written)) ||
  (danger !== null && / {4,}/.test(written));

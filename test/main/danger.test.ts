import { describe, expect, it } from 'vitest';
import { dangerOf, isDisguised } from '#restante/main/reading/danger';

describe('what opening a file may do', () => {
  it.each([
    ['setup.exe', 'application/octet-stream', 'program'],
    ['SETUP.EXE', 'application/octet-stream', 'program'],
    ['saver.scr', 'image/png', 'program'],
    ['manual.chm', 'text/plain', 'program'],
    ['photo.jpg', 'application/x-msdownload', 'program'],
    ['app.jar', 'application/zip', 'program'],
    ['run.ps1', 'text/plain', 'script'],
    ['page.hta', 'text/html', 'script'],
    ['install.sh', 'text/plain', 'script'],
    ['notes.txt', 'text/javascript', 'script'],
    ['budget.xlsm', 'application/octet-stream', 'macro'],
    ['budget', 'application/vnd.ms-excel.sheet.macroenabled.12', 'macro'],
    ['notes.one', 'application/onenote', 'macro'],
    ['site.url', 'text/plain', 'link'],
    ['tool.lnk', 'application/octet-stream', 'link'],
    ['menu.desktop', 'text/plain', 'link'],
    ['page.html', 'text/plain', 'page'],
    ['drawing.svg', 'image/svg+xml', 'page'],
    ['drawing.png', 'image/svg+xml', 'page'],
    ['disk.iso', 'application/octet-stream', 'disk'],
    ['disk.vhdx', 'application/octet-stream', 'disk'],
    ['files.zip', 'application/zip', 'archive'],
    ['files', 'application/zip', 'archive'],
    ['q3.pdf', 'application/pdf', null],
    ['photo.jpg', 'image/jpeg', null],
    ['letter.docx', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', null],
    ['notes.txt', 'text/plain', null],
    ['no ending', 'application/octet-stream', null],
  ])('%s of %s: %s', (name, type, danger) => {
    expect(dangerOf(name, type)).toBe(danger);
  });
});

describe('a name that misleads', () => {
  it.each([
    ['invoice.pdf.exe', 'program', true],
    ['photo.jpg   .scr', 'program', true],
    ['invoice\u202Efdp.exe', 'program', true],
    ['annex\u202Egpj.txt', null, true],
    ['x          .exe', 'program', true],
    ['setup.exe', 'program', false],
    ['backup.tar.gz', 'archive', false],
    ['report.pdf.zip', 'archive', false],
    ['report.final.pdf', null, false],
  ] as const)('%j (%s): %s', (name, danger, disguised) => {
    expect(isDisguised(name, danger)).toBe(disguised);
  });
});

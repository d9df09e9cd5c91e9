// Draws the picture that a camera in a greenhouse could have sent, and writes it as a PNG.
import { crc32, deflateSync } from 'node:zlib';

const chunk = (type, data) => {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
};

/** @param colourAt `(x, y) → [r, g, b]` */
const png = (width, height, colourAt) => {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const rows = Buffer.alloc(height * (width * 3 + 1));
  for (let y = 0, at = 0; y < height; y += 1) {
    at += 1;
    for (let x = 0; x < width; x += 1, at += 3) rows.set(colourAt(x, y), at);
  }
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', head), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]);
};

const mix = (from, to, share) => from.map((value, at) => Math.round(value + (to[at] - value) * share));

/** Hills behind glass, at six in the morning. */
export const greenhouse = () => {
  const [width, height] = [1_200, 800];
  const hills = [
    { base: 470, swing: 40, stretch: 190, colour: [116, 138, 150] },
    { base: 540, swing: 55, stretch: 130, colour: [78, 112, 110] },
    { base: 640, swing: 30, stretch: 70, colour: [43, 82, 66] },
  ];
  return png(width, height, (x, y) => {
    // The frame of the glass.
    if (x % 300 < 8 || y % 266 < 8) return [52, 58, 64];
    const hill = hills.findLast(({ base, swing, stretch }) => y > base + swing * Math.sin(x / stretch + base));
    if (hill) return mix(hill.colour, [30, 52, 44], Math.max(0, (y - hill.base) / 500));
    const sun = Math.hypot(x - 850, y - 430);
    if (sun < 46) return [255, 236, 190];
    return mix(mix([52, 74, 120], [248, 190, 140], y / 560), [255, 220, 170], Math.max(0, 1 - sun / 260));
  });
};

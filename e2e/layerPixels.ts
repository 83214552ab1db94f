import type { Locator, Page } from '@playwright/test';

/** Sides of a layer that lie within the window. */
export type Side = 'top' | 'right' | 'bottom' | 'left';

export interface LayerPixels {
  /** Pixels within the layer that are others when the text beneath is gone: all that shows through. */
  readonly shining: number;
  /** How much of the layer has the one colour that most of it has, 0 to 1. */
  readonly ground: number;
  /** Least contrast of the edge to what is around the layer, at nine of ten points of each side; 1 is none. */
  readonly edges: Partial<Record<Side, number>>;
  /** Whether text of the editor or of the tree lies beneath it at all. */
  readonly isOverText: boolean;
}

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Looks at the pixels of a layer that is open, once with the text of the page and once without it. */
export async function measureLayer(page: Page, layer: Locator): Promise<LayerPixels> {
  const box = await layer.boundingBox();
  if (box === null) throw new Error('The layer is not there.');
  const isOverText = await page.evaluate(overlapsText, box);
  const withText = await page.screenshot({ animations: 'disabled' });
  const hidden = await page.addStyleTag({
    content: '.view-lines, .view-overlays, [role=treeitem] { visibility: hidden !important }',
  });
  const without = await page.screenshot({ animations: 'disabled' });
  await hidden.evaluate((element) => (element as Element).remove());
  // A page of its own decodes them: ours refuses pictures from elsewhere.
  const decoder = await page.context().newPage();
  try {
    const measured = await decoder.evaluate(comparePixels, {
      pictures: [withText.toString('base64'), without.toString('base64')],
      box,
    });
    return { ...measured, isOverText };
  } finally {
    await decoder.close();
  }
}

/** Runs in the page. */
function overlapsText(box: Box): boolean {
  const texts = document.querySelectorAll('.view-line > span > span, [role=treeitem] > span');
  return [...texts].some((text) => {
    const { left, right, top, bottom } = text.getBoundingClientRect();
    return left < box.x + box.width && right > box.x && top < box.y + box.height && bottom > box.y;
  });
}

/** Runs in a browser, and so has all that it needs inside. */
async function comparePixels(given: {
  pictures: string[];
  box: Box;
}): Promise<Omit<LayerPixels, 'isOverText'>> {
  const [a, b] = await Promise.all(
    given.pictures.map(async (picture) => {
      const bytes = Uint8Array.from(atob(picture), (character) => character.charCodeAt(0));
      const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
      const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
      const context = canvas.getContext('2d');
      if (!context) throw new Error('This browser has no canvas.');
      context.drawImage(bitmap, 0, 0);
      return context.getImageData(0, 0, bitmap.width, bitmap.height);
    }),
  );
  if (!a || !b) throw new Error('Two pictures are compared.');
  const { width, height } = b;
  const [left, top] = [Math.round(given.box.x), Math.round(given.box.y)];
  const [right, bottom] = [
    Math.round(given.box.x + given.box.width),
    Math.round(given.box.y + given.box.height),
  ];
  const colour = ({ data }: ImageData, x: number, y: number) => {
    const at = 4 * (y * width + x);
    return ((data[at] ?? 0) << 16) | ((data[at + 1] ?? 0) << 8) | (data[at + 2] ?? 0);
  };
  const most = (counts: Map<number, number>) =>
    [...counts].reduce<[number, number]>((best, one) => (one[1] > best[1] ? one : best), [0, 0]);
  /** As WCAG defines it. */
  const luminance = (rgb: number) => {
    const [red = 0, green = 0, blue = 0] = [rgb >> 16, (rgb >> 8) & 255, rgb & 255].map((value) => {
      const share = value / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrast = (one: number, other: number) => {
    const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((x, y) => x - y);
    return (high + 0.05) / (low + 0.05);
  };

  /** Pixels that a corner may take, more than any radius of ours. */
  const round = 16;
  let shining = 0;
  const inside = new Map<number, number>();
  const outside = new Map<number, number>();
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const rgb = colour(b, x, y);
      const fromSide = Math.min(x - left, right - 1 - x);
      const fromEdge = Math.min(y - top, bottom - 1 - y);
      // Its corners are round: what lies beneath them is seen there.
      const isCorner = fromSide < round && fromEdge < round;
      const isInside = fromSide >= 3 && fromEdge >= 3 && !isCorner;
      if (isInside && colour(a, x, y) !== rgb) shining += 1;
      const counts = isInside ? inside : outside;
      counts.set(rgb, (counts.get(rgb) ?? 0) + 1);
    }
  const ground = most(inside)[1] / [...inside.values()].reduce((sum, count) => sum + count, 0);
  const [around] = most(outside);

  /** Contrast at the edge, one pixel more or less, at points along a side; the lowest but for a tenth of them. */
  const along = (from: number, to: number, at: (along: number, across: number) => number) => {
    const found: number[] = [];
    for (let step = 0; step <= 40; step += 1) {
      const point = Math.round(from + 12 + ((to - from - 24) * step) / 40);
      found.push(Math.max(...[-1, 0, 1].map((across) => contrast(at(point, across), around))));
    }
    return found.sort((x, y) => x - y)[4] ?? 1;
  };
  const edges: Partial<Record<Side, number>> = {};
  if (top > 1) edges.top = along(left, right, (x, across) => colour(b, x, top + across));
  if (bottom < height - 1)
    edges.bottom = along(left, right, (x, across) => colour(b, x, bottom - 1 + across));
  if (left > 1) edges.left = along(top, bottom, (y, across) => colour(b, left + across, y));
  if (right < width - 1) edges.right = along(top, bottom, (y, across) => colour(b, right - 1 + across, y));
  return { shining, ground, edges };
}

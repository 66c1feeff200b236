/** IPv4 blocks, as much as access lists need: does one contain another, and which is the smallest that covers two. */

interface Block { readonly start: number; readonly bits: number }

const blockOf = (cidr: string): Block => {
  const [address = '', bits = '32'] = cidr.split('/');
  return { start: address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0), bits: Number(bits) };
};

const sizeOf = (bits: number): number => 2 ** (32 - bits);

export const contains = (outer: string, inner: string): boolean => {
  const [a, b] = [blockOf(outer), blockOf(inner)];
  return a.bits <= b.bits && Math.floor(b.start / sizeOf(a.bits)) * sizeOf(a.bits) === a.start;
};

export const overlaps = (a: string, b: string): boolean => contains(a, b) || contains(b, a);

/** Smallest block that contains both. */
export const cover = (a: string, b: string): string => {
  const [left, right] = [blockOf(a), blockOf(b)];
  let bits = Math.min(left.bits, right.bits);
  while (Math.floor(left.start / sizeOf(bits)) !== Math.floor(right.start / sizeOf(bits))) bits -= 1;
  const start = Math.floor(left.start / sizeOf(bits)) * sizeOf(bits);
  return `${[24, 16, 8, 0].map(shift => Math.floor(start / 2 ** shift) % 256).join('.')}/${bits}`;
};

/** Prefix length: the larger, the fewer addresses. */
export const prefixLength = (cidr: string): number => blockOf(cidr).bits;

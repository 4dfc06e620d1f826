/** The `index`th of sixteen equal parts of an address range such as 10.40.0.0/16. */
export function cutRange(cidr: string, index: number): string {
  const [address = '', bits = ''] = cidr.split('/');
  const prefix = Number(bits) + 4;
  const start = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0) + index * 2 ** (32 - prefix);
  const parts = [24, 16, 8, 0].map((shift) => Math.floor(start / 2 ** shift) % 256);
  return `${parts.join('.')}/${prefix}`;
}

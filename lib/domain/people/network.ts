/**
 * The network an address speaks for, by which strangers are counted: an IPv4 address itself, of IPv6 the first 64 bits, since one
 * household holds all of them. What is no address is left as it is.
 */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/i.exec(address);
  if (mapped?.[1]) return mapped[1];
  if (!address.includes(':')) return address;
  const [head = '', tail] = address.toLowerCase().split('::', 2);
  const groups = head === '' ? [] : head.split(':');
  // "::" stands for as many zeroes as are missing; behind it lies the end of the address.
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeroes =
    tail === undefined ? [] : Array.from({ length: Math.max(0, 8 - groups.length - after.length) }, () => '0');
  const prefix = [...groups, ...zeroes, ...after].slice(0, 4).map((group) => group.replace(/^0+(?=.)/, ''));
  return `${prefix.join(':')}::/64`;
}

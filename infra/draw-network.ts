/** A resource as a template has it. */
export type Drawn = { Type: string; Properties: Record<string, unknown> };
type Box = { title: string; lines: readonly string[]; column: number; row: number };

const WIDTH = 220;
const HEIGHT = 98;
const ACROSS = 310;
const DOWN = 124;
const MARGIN = 40;
const HEAD = 60;

/** Where each end of a rule stands in the picture; whatever is not named here is a target. */
const PLACES: Record<string, { column: number; row: number; title: string }> = {
  People: { column: 0, row: 0, title: 'People' },
  GroupLoadBalancer: { column: 1, row: 0, title: 'Load balancer' },
  GroupPortal: { column: 2, row: 0, title: 'Postern' },
  GroupDatabase: { column: 3, row: 0, title: 'Database' },
  Identity: { column: 3, row: 1, title: 'Identity provider' },
  GroupEndpoints: { column: 3, row: 2, title: 'Interface endpoints' },
  S3: { column: 3, row: 3, title: 'S3 gateway' },
  GroupBastion: { column: 2, row: 3, title: 'Bastions' },
  Targets: { column: 3, row: 4, title: 'Targets' },
};

/** The network of an installation as SVG: who may speak to whom, and by which port, read from the rules of its template. */
export function drawNetwork(resources: Readonly<Record<string, Drawn>>, caption: string): string {
  const edges = new Map<string, { from: string; to: string; ports: Set<number> }>();
  const join = (from: string, to: string, port: unknown) => {
    const edge = edges.get(`${from} ${to}`) ?? { from, to, ports: new Set() };
    edges.set(`${from} ${to}`, { ...edge, ports: edge.ports.add(Number(port)) });
  };
  const services: string[] = [];
  const subnets = new Map<string, number>();
  for (const [id, { Type, Properties }] of Object.entries(resources)) {
    if (Type === 'AWS::EC2::SecurityGroupEgress')
      join(idIn(Properties.GroupId), farEnd(id, Properties), Properties.ToPort);
    if (Type === 'AWS::EC2::SecurityGroupIngress' && /^InLoadBalancer/.test(id))
      join('People', 'GroupLoadBalancer', Properties.ToPort);
    if (Type === 'AWS::EC2::VPCEndpoint' && Properties.VpcEndpointType === 'Interface')
      services.push(serviceIn(Properties.ServiceName));
    if (Type === 'AWS::EC2::Subnet') {
      const kind = id.slice(0, -1);
      subnets.set(kind, (subnets.get(kind) ?? 0) + 1);
    }
  }
  const zones = (kind: string) => `subnets in ${subnets.get(kind) ?? 0} ${subnets.get(kind) === 1 ? 'zone' : 'zones'}`;
  const lines: Record<string, string[]> = {
    GroupLoadBalancer: [zones('Front')],
    GroupPortal: ['web, bridge, jobs', zones('Task')],
    GroupBastion: ['nobody speaks to them', zones('Task')],
    GroupDatabase: [zones('Database')],
    GroupEndpoints: [0, 3, 6].map((from) => services.slice(from, from + 3).join(', ')),
    S3: ['image layers, session logs'],
  };
  const named = new Set([...edges.values()].flatMap(({ from, to }) => [from, to]));
  const boxes = [...named].map((name): [string, Box] => {
    const place = PLACES[name];
    if (!place) throw new Error(`The picture has no place for ${name}`);
    return [name, { ...place, lines: lines[name] ?? [] }];
  });
  const at = new Map(boxes);
  const arrows = [...edges.values()].map(({ from, to, ports }) =>
    arrow(at.get(from), at.get(to), [...ports].join(', ')),
  );
  const width = MARGIN * 2 + ACROSS * 3 + WIDTH;
  const height = HEAD + MARGIN + DOWN * 4 + HEIGHT;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(caption)}">`,
    '<style>text{font:13px system-ui,sans-serif;fill:#1c2430}.t{font-weight:600;font-size:15px}.l{fill:#566070}.p{font-size:12px;fill:#0b5d57}rect.b{fill:#f6f8fa;stroke:#566070}path{stroke:#0b5d57;fill:none}</style>',
    '<defs><marker id="a" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0 8 4 0 8" /></marker></defs>',
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    `<text class="t" x="${MARGIN}" y="32">${escaped(caption)}</text>`,
    ...arrows,
    ...boxes.map(([, box]) => drawn(box)),
    '</svg>',
    '',
  ].join('\n');
}

function farEnd(id: string, properties: Record<string, unknown>): string {
  if (properties.DestinationPrefixListId !== undefined) return 'S3';
  if (/^OutBastionTarget/.test(id)) return 'Targets';
  if (/^OutPortalIdentity/.test(id)) return 'Identity';
  return idIn(properties.DestinationSecurityGroupId);
}

function idIn(reference: unknown): string {
  return /Group[A-Za-z]+/.exec(JSON.stringify(reference).replace('GroupId', ''))?.[0] ?? JSON.stringify(reference);
}

function serviceIn(name: unknown): string {
  return /"\.([a-z.]+)"\]/.exec(JSON.stringify(name))?.[1] ?? JSON.stringify(name);
}

function corner({ column, row }: Box) {
  return { x: MARGIN + column * ACROSS, y: HEAD + row * DOWN };
}

function drawn(box: Box): string {
  const { x, y } = corner(box);
  const text = box.lines.map(
    (line, index) => `<text class="l" x="${x + 12}" y="${y + 44 + index * 18}">${escaped(line)}</text>`,
  );
  return `<rect class="b" x="${x}" y="${y}" width="${WIDTH}" height="${HEIGHT}" rx="6"/><text class="t" x="${x + 12}" y="${y + 24}">${escaped(box.title)}</text>${text.join('')}`;
}

function arrow(from: Box | undefined, to: Box | undefined, ports: string): string {
  if (!from || !to) return '';
  const [a, b] = [corner(from), corner(to)];
  // From the right side to the left one; the port stands before the point, on the side the arrow does not come from.
  const side = Math.sign(a.y - b.y);
  const [x1, y1, x2, y2] = [a.x + WIDTH, a.y + HEIGHT / 2, b.x, b.y + HEIGHT / 2 + side * 26];
  const label = side > 0 ? y2 - 6 : y2 + 17;
  return `<path d="M${x1} ${y1}C${x1 + 45} ${y1} ${x2 - 60} ${y2} ${x2} ${y2}" marker-end="url(#a)"/><text class="p" x="${x2 - 12}" y="${label}" text-anchor="end">${escaped(ports)}</text>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

/** Examples with a network of their own, and what is written above their picture. */
export const PICTURED: Partial<Record<string, string>> = {
  tokyo: 'Tokyo, two zones: who may open a connection to whom, and to which port',
  virginia: 'Virginia, tasks in one zone: who may open a connection to whom, and to which port',
};

/** The picture of an example's templates. Throws when there is no network among them. */
export function pictureOf(templates: Readonly<Record<string, string>>, caption: string): string {
  const [, text] = Object.entries(templates).find(([name]) => name.includes('-network.')) ?? [];
  if (text === undefined) throw new Error('There is no template of a network');
  const { Resources } = JSON.parse(text) as { Resources: Record<string, Drawn> };
  return drawNetwork(Resources, caption);
}

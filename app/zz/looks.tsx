'use client';
import { Columns2, Database, Plus, Server, Ticket } from 'lucide-react';
import { useRef, useState } from 'react';
import { AppFrame } from '@/components/frame/app-frame';
import { Page } from '@/components/frame/page';
import type { PaletteItem } from '@/components/frame/palette-item';
import { useRowKeys } from '@/components/frame/use-hotkeys';
import { Avatar, AvatarStack } from '@/components/ui/avatar';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { Chip } from '@/components/ui/chip';
import { CopyButton } from '@/components/ui/copy-button';
import { Count } from '@/components/ui/count';
import { Countdown } from '@/components/ui/countdown';
import { Dialog } from '@/components/ui/dialog';
import { EmptyState } from '@/components/ui/empty-state';
import { EnvironmentTag } from '@/components/ui/environment-tag';
import { EnvironmentWord } from '@/components/ui/environment-word';
import { FilterField } from '@/components/ui/filter-field';
import { KeyHint } from '@/components/ui/key-hint';
import { ListCard, ListCardHead, ListRow } from '@/components/ui/list-row';
import { Mark } from '@/components/ui/mark';
import { Presets } from '@/components/ui/presets';
import { SectionHead } from '@/components/ui/section-head';
import { SelectField } from '@/components/ui/select-field';
import { Sheet } from '@/components/ui/sheet';
import { SkeletonRows } from '@/components/ui/skeleton';
import { Sparkline } from '@/components/ui/sparkline';
import { Stat, StatRow } from '@/components/ui/stat';
import { Status } from '@/components/ui/status';
import { ColumnHead, Table, TableCell, TableDetail, TableHead, TableRow } from '@/components/ui/table';
import { Tabs } from '@/components/ui/tabs';
import { TextAreaField, TextField } from '@/components/ui/text-field';
import { Time } from '@/components/ui/time';
import { Timeline } from '@/components/ui/timeline';
import { useToast } from '@/components/ui/toast';

const items: PaletteItem[] = [
  {
    id: '1',
    group: 'targets',
    title: 'orders-db',
    detail: 'psql, until 15:10',
    icon: 'database',
    href: '/x',
    environment: { kind: 'production', name: 'production' },
    state: { tone: 'ok', word: 'Open', door: 'open' },
    more: [{ id: '1a', group: 'do', title: 'Audit of orders-db', icon: 'audit', href: '/y' }],
  },
  {
    id: '2',
    group: 'targets',
    title: 'orders-db-staging',
    detail: 'psql, up to 1 h',
    icon: 'database',
    href: '/x',
    environment: { kind: 'staging', name: 'staging' },
    state: { tone: 'ok', word: 'Opens at once', door: 'opens' },
  },
  {
    id: '3',
    group: 'targets',
    title: 'order-router-1',
    detail: 'shell',
    icon: 'server',
    href: '/x',
    environment: { kind: 'production', name: 'production' },
    state: { tone: 'plain', word: 'Ask', door: 'ask' },
  },
  {
    id: '4',
    group: 'terminals',
    title: 'Return to orders-db',
    detail: '38 min left',
    icon: 'terminal',
    href: '/x',
    state: { tone: 'ok', word: 'Live', glyph: 'living' },
  },
  {
    id: '5',
    group: 'requests',
    title: 'R-1083 Tomás asks for order-router-1',
    detail: '12 min ago',
    icon: 'request',
    href: '/x',
    state: { tone: 'wait', word: 'Waits for you', glyph: 'half' },
  },
];
const no = async () => {};
export function Looks() {
  return (
    <AppFrame
      company="Kestrel Freight"
      person={{ name: 'Maya Okafor', role: 'Operator' }}
      palette={items}
      preferences={{ locale: 'en', theme: 'system', singleKeys: true, timeZone: 'UTC' }}
      acts={{ chooseLanguage: no, chooseTheme: no, chooseSingleKeys: no, rememberTimeZone: no }}
      signOut={no}
      signOutEverywhere={no}
      links={[
        { page: 'connect', href: '/zz' },
        { page: 'requests', href: '/requests', count: 2 },
        { page: 'approvals', href: '/approvals', count: 3, countIs: 'waiting' },
        { page: 'terminals', href: '/terminals', count: 2 },
        { page: 'live', href: '/live', count: 6 },
        { page: 'recordings', href: '/recordings' },
        { page: 'audit', href: '/audit' },
        { page: 'bastions', href: '/bastions', count: 6 },
        { page: 'doctor', href: '/doctor', count: 1, countIs: 'broken' },
      ]}
    >
      <Body />
    </AppFrame>
  );
}
function Body() {
  const [q, setQ] = useState('');
  const [p, setP] = useState<string | undefined>('1h');
  const [c, setC] = useState(true);
  const [s, setS] = useState(false);
  const [d, setD] = useState(false);
  const [tab, setTab] = useState('a');
  const list = useRef<HTMLDivElement>(null);
  useRowKeys(list);
  const tell = useToast();
  const now = Date.now();
  const aside = (
    <div className="flex flex-col gap-6">
      <div>
        <SectionHead count={2}>Waiting on others</SectionHead>
      </div>
      <Timeline
        label="What has happened"
        steps={[
          {
            id: '1',
            tone: 'plain',
            glyph: 'ring',
            title: (
              <>
                <b className="font-semibold">Maya Okafor</b> asked
              </>
            ),
            detail: 'from Lisbon, passkey 4 min before',
            at: '14:02:11',
          },
          { id: '2', tone: 'ok', door: 'open', title: 'Priya approved', detail: '“Go ahead.”', at: '14:04:40' },
          {
            id: '3',
            tone: 'wait',
            door: 'waiting',
            title: 'Waiting for Security',
            detail: 'lapses at 15:02',
            at: 'now',
          },
          { id: '4', tone: 'plain', future: true, title: 'Opens' },
        ]}
      />
      <Tabs
        label="x"
        value={tab}
        onValueChange={setTab}
        tabs={[
          { value: 'a', label: 'Files', panel: 'files' },
          { value: 'b', label: 'Links', panel: 'links' },
        ]}
      />
    </div>
  );
  return (
    <Page
      title="Connect"
      filter={<FilterField label="Filter 23 targets" value={q} onValueChange={setQ} />}
      chips={
        <>
          <Chip pressed count={23}>
            All
          </Chip>
          <Chip pressed={false} count={9}>
            Open to me
          </Chip>
          <Chip pressed={false}>Databases</Chip>
        </>
      }
      acts={
        <Button icon={Plus} keyHint="r" onClick={() => setS(true)}>
          Request access
        </Button>
      }
      aside={aside}
      asideLabel="Waiting"
    >
      <div ref={list} className="flex flex-col gap-3">
        <ListCard environment="production" label="production">
          <ListCardHead environment="production">
            <EnvironmentTag kind="production">production</EnvironmentTag>
            <span>
              eu-west-1<span className="dot-apart">4410-2207-9313</span>
            </span>
            <span className="text-text-3">6 targets</span>
            <Status tone="ok" glyph="living" className="ml-auto">
              bastion up
            </Status>
          </ListCardHead>
          {[
            ['orders-db', 'orders.cluster-c9x1.eu-west-1.rds.amazonaws.com', 'open', 'ok', 'Open until 15:10'],
            ['ledger-db', 'ledger.cluster', 'waiting', 'wait', 'Waiting for Security'],
            ['batch-worker-3', 'i-0c41f7e2a9b80d35e', 'ask', 'plain', 'Ask'],
            ['edge-cache-2', 'i-07be', 'barred', 'idle', 'Not for your groups'],
          ].map(([n, a, door, tone, w]) => (
            <ListRow
              key={n}
              href={`/t/${n}`}
              title={n}
              icon={
                n!.includes('db') ? <Database size={16} strokeWidth={1.6} /> : <Server size={16} strokeWidth={1.6} />
              }
              trailing={
                <Status tone={tone as never} door={door as never} className="w-[164px]">
                  {w}
                </Status>
              }
              acts={
                <div className="flex w-[108px] justify-end phone:w-auto">
                  {door === 'open' ? (
                    <Button variant="primary" size="small">
                      psql
                    </Button>
                  ) : door === 'ask' ? (
                    <Button size="small">Request</Button>
                  ) : (
                    <Button size="small" variant="ghost">
                      Withdraw
                    </Button>
                  )}
                </div>
              }
            >
              <span className="min-w-0 flex-1 truncate font-mono text-mono text-text-3">{a}</span>
              <span className="w-[50px] text-right text-small text-text-3">
                <Time at={new Date(now - 90_000_000)} />
              </span>
            </ListRow>
          ))}
        </ListCard>
        <ListCard label="requests">
          <ListRow
            environment="production"
            onOpen={() => {}}
            title={
              <span className="flex items-center gap-2">
                ledger-db <EnvironmentTag kind="production">production</EnvironmentTag>
              </span>
            }
            detail="Check double-booked refunds, INC-2304"
            trailing={
              <div className="text-right">
                <Status tone="wait" glyph="half">
                  1 of 2 approved
                </Status>
                <div className="text-small text-text-3">4 min</div>
              </div>
            }
          />
          <ListRow
            environment="on-premises"
            onOpen={() => {}}
            title={
              <span className="flex items-center gap-2">
                warehouse-scanner-07 <EnvironmentTag kind="on-premises">osaka</EnvironmentTag>
              </span>
            }
            detail="Resend"
            trailing={
              <Status tone="bad" door="barred">
                Denied by Sofia
              </Status>
            }
          />
        </ListCard>
        <StatRow>
          <Stat label="Up" value="4" note="2 running" />
          <Stat
            label="Cost today"
            value="$1.84"
            note="of about $2.60"
            chart={<Sparkline good title="x" values={[1, 2, 2, 3, 5, 7, 6, 9]} />}
          />
        </StatRow>
        <div className="flex flex-wrap items-center gap-3">
          <Button variant="primary" size="large" keyHint="mod+enter">
            Send request
          </Button>
          <Button size="large" keyHint="r">
            Request
          </Button>
          <Button variant="ghost">Cancel</Button>
          <Button variant="danger" onClick={() => setD(true)}>
            End…
          </Button>
          <Button variant="danger-filled">End 3 terminals</Button>
          <Button variant="primary" busy>
            Busy
          </Button>
          <Button variant="secondary" icon={Columns2} aria-label="split" />
          <Button disabled>Off</Button>
          <Button
            onClick={() =>
              tell({ tone: 'ok', glyph: 'check', title: 'Request sent to 7 people', detail: 'We tell you here.' })
            }
          >
            Toast
          </Button>
          <CopyButton text="x" what="the address" label="Copy" />
        </div>
        <div className="flex flex-wrap gap-3">
          <Status tone="ok" glyph="living" boxed>
            Running
          </Status>
          <Status tone="info" glyph="underway" boxed>
            Launching
          </Status>
          <Status tone="wait" glyph="half" boxed>
            Draining
          </Status>
          <Status tone="bad" glyph="alert" boxed>
            Stuck
          </Status>
          <Status tone="idle" glyph="ring" boxed>
            Idle
          </Status>
          <Status tone="ok" glyph="check">
            Approved
          </Status>
          <Status tone="bad" glyph="cross">
            Failed
          </Status>
          <Status tone="bad" glyph="stopped">
            Ended
          </Status>
          <Status tone="plain" glyph="recorded">
            Recorded
          </Status>
          <EnvironmentWord kind="production">production</EnvironmentWord>
          <EnvironmentWord kind="staging">staging</EnvironmentWord>
          <EnvironmentTag kind="development">development</EnvironmentTag>
          <EnvironmentTag kind="other">sandbox</EnvironmentTag>
          <Mark size={16} />
          <Mark size={40} />
          <Avatar name="Maya Okafor" />
          <Avatar name="Sofia Marchetti" size={28} />
          <AvatarStack names={['Jonas Lindqvist', 'Priya Raman', '田中 美咲']} />
          <KeyHint keys="mod+k" />
          <Countdown until={new Date(now + 200_000)} />
          <Count value={184203} />
        </div>
        <div className="overflow-hidden rounded-card border border-line">
          <Table label="events">
            <TableHead>
              <ColumnHead>Time (UTC)</ColumnHead>
              <ColumnHead>Who</ColumnHead>
              <ColumnHead end sorted="descending" onSort={() => {}}>
                Event
              </ColumnHead>
            </TableHead>
            <tbody>
              <TableRow onOpen={() => {}}>
                <TableCell className="font-mono text-mono">14:36:02</TableCell>
                <TableCell>Kenji</TableCell>
                <TableCell end>184 203</TableCell>
              </TableRow>
              <TableRow chosen>
                <TableCell>14:36:02</TableCell>
                <TableCell>Kenji</TableCell>
                <TableCell end>184 202</TableCell>
              </TableRow>
              <TableDetail columns={3}>
                <div>one</div>
                <div>two</div>
              </TableDetail>
            </tbody>
          </Table>
        </div>
        <div className="grid grid-cols-2 gap-4">
          <ListCard>
            <EmptyState
              title="You have not asked for anything yet"
              act={
                <Button variant="primary" keyHint="r">
                  Request access
                </Button>
              }
              alternative={<Button variant="ghost">See what is open to you</Button>}
            >
              A request says what you need, why and for how long.
            </EmptyState>
          </ListCard>
          <ListCard>
            <EmptyState
              barred
              title="Requests cannot be read just now"
              act={<Button>Try now</Button>}
              reference="db_timeout 7f3a-19c2"
            >
              Your open terminals are not affected.
            </EmptyState>
          </ListCard>
          <ListCard>
            <SkeletonRows />
          </ListCard>
        </div>
      </div>
      <Sheet
        open={s}
        onOpenChange={setS}
        title={
          <>
            Ask for batch-worker-3 <EnvironmentTag kind="production">production</EnvironmentTag>
          </>
        }
        subtitle="Shell as ssm-user"
        icon={<Server size={16} strokeWidth={1.6} />}
        environment="production"
        foot={
          <>
            <span className="mr-auto text-small text-text-2">Asks 7 people</span>
            <Button variant="ghost">Keep it for later</Button>
            <Button variant="primary" keyHint="mod+enter">
              Send request
            </Button>
          </>
        }
      >
        <TextAreaField label="Why" placeholder="What you will do" error="Say a little more: at least 10 characters." />
        <div className="grid grid-cols-2 gap-3">
          <TextField
            label="Ticket"
            icon={Ticket}
            defaultValue="INC-2291"
            trailing={
              <Status tone="ok" glyph="check">
                open, yours
              </Status>
            }
          />
          <SelectField
            label="Starts"
            options={[
              { value: '1', label: 'When approved' },
              { value: '2', label: 'Later' },
            ]}
          />
        </div>
        <Presets
          label="For how long"
          note="policy allows up to 4 h"
          value={p}
          onValueChange={setP}
          options={['15 min', '30 min', '1h', '2 h', '4 h', 'Until…'].map((v) => ({
            value: v,
            label: v,
            consequence: '2 approvals',
          }))}
        />
        <Checkbox label="Revoke R-1091 too, so it cannot be opened again" checked={c} onCheckedChange={setC} />
      </Sheet>
      <Dialog
        open={d}
        onOpenChange={setD}
        title="End Tomás’s terminal on batch-worker-3?"
        description="It closes within a second. What runs in its foreground stops; the grant R-1091 stays unless you revoke it. The recording is kept."
        keep="Keep it open"
        act="End 1 terminal, revoke 1 grant"
        onAct={() => setD(false)}
      >
        <TextAreaField label="Reason, shown to Tomás and kept in the audit" />
      </Dialog>
    </Page>
  );
}

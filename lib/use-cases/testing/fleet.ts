import type { CloudError } from '../../domain/cloud-error';
import { carriesTags, type ManagedNode } from '../../domain/targets/node';
import type { ManagedNodes, WhichNodes } from '../ports';

/** The machines of an account as Systems Manager would tell them, whatever the test makes of them. */
export class Fleet implements ManagedNodes {
  nodes: ManagedNode[] = [];
  /** What was asked, in order. */
  asked: WhichNodes[] = [];
  failure: CloudError | null = null;

  async list(_environment: unknown, which: WhichNodes): Promise<ManagedNode[]> {
    this.asked.push(which);
    if (this.failure) throw this.failure;
    return this.nodes.filter((node) =>
      'ids' in which ? which.ids.includes(node.nodeId) : carriesTags(node, which.tags),
    );
  }

  lastHeard = () => Promise.reject(new Error('not asked here'));
  isConnected = () => Promise.reject(new Error('not asked here'));
}

export const aNode = (given: Partial<ManagedNode> = {}): ManagedNode => ({
  nodeId: 'i-0a4f19c27be350d11',
  name: 'orders-web-1',
  platform: 'Amazon Linux 2023',
  ping: 'online',
  lastPingAt: new Date('2026-11-22T11:58:00Z'),
  agentVersion: '3.3.1142.0',
  ipAddress: '10.4.2.31',
  tags: { team: 'payments' },
  ...given,
});

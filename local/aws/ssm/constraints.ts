import type { Constraint } from '../wire/constraint';

const tagText = /^([\p{L}\p{Z}\p{N}_.:/=+\-@]*)$/u;

/** What Systems Manager's model says of the strings that its operations take here. */
export const constraints = {
  activationId: { form: /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/ },
  activationFilterKey: { words: ['ActivationIds', 'DefaultInstanceName', 'IamRole'] },
  defaultInstanceName: { most: 256, form: tagText },
  description: { most: 256 },
  /** Of a document that is to be kept; one that is looked for may be named by its ARN. */
  documentName: { form: /^[a-zA-Z0-9_\-.]{3,128}$/ },
  documentNameOrArn: { form: /^[a-zA-Z0-9_\-.:/]{3,128}$/ },
  documentVersion: { form: /([$]LATEST|[$]DEFAULT|^[1-9][0-9]*$)/ },
  documentVersionNumber: { form: /(^[1-9][0-9]*$)/ },
  documentFormat: { words: ['YAML', 'JSON', 'TEXT'] },
  documentType: {
    words: [
      'Command',
      'Policy',
      'Automation',
      'Session',
      'Package',
      'ApplicationConfiguration',
      'ApplicationConfigurationSchema',
      'DeploymentStrategy',
      'ChangeCalendar',
      'Automation.ChangeTemplate',
      'ProblemAnalysis',
      'ProblemAnalysisTemplate',
      'CloudFormation',
      'ConformancePackTemplate',
      'QuickSetup',
      'ManualApprovalPolicy',
      'AutoApprovalPolicy',
    ],
  },
  iamRole: { most: 64 },
  managedInstanceId: { least: 20, most: 124, form: /(^mi-[0-9a-f]{17}$)/ },
  nodeFilterKey: {
    words: [
      'InstanceIds',
      'AgentVersion',
      'PingStatus',
      'PlatformTypes',
      'ActivationIds',
      'IamRole',
      'ResourceType',
      'AssociationStatus',
    ],
  },
  nodeFilterText: { least: 1 },
  reason: { least: 1, most: 256, form: /^.{1,256}$/ },
  resourceType: {
    words: [
      'Document',
      'ManagedInstance',
      'MaintenanceWindow',
      'Parameter',
      'PatchBaseline',
      'OpsItem',
      'OpsMetadata',
      'Automation',
      'Association',
    ],
  },
  sessionFilterKey: {
    words: ['InvokedAfter', 'InvokedBefore', 'Target', 'Owner', 'Status', 'SessionId', 'AccessType'],
  },
  sessionFilterValue: { least: 1, most: 400 },
  sessionId: { least: 1, most: 96 },
  sessionState: { words: ['Active', 'History'] },
  settingId: { least: 1, most: 1_000 },
  target: { least: 1, most: 400 },
  targetType: { most: 200, form: /^\/[\w.\-:/]*$/ },
  versionName: { form: /^[a-zA-Z0-9_\-.]{1,128}$/ },
} satisfies Record<string, Constraint>;

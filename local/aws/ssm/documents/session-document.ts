import { z } from 'zod';
import { ServiceError } from '../../wire/service-error';

/** Documents write truth as a boolean or as text. */
const truth = z.union([z.boolean(), z.enum(['true', 'false', 'True', 'False', ''])]);
const minutes = (most: number) =>
  z.string().refine((text) => text === '' || (/^[1-9]\d*$/.test(text) && Number(text) <= most), {
    error: `must be a whole number of minutes from 1 to ${most}`,
  });

const parameter = z.strictObject({
  type: z.enum(['String', 'StringList']),
  description: z.string().optional(),
  default: z.string().optional(),
  allowedPattern: z.string().optional(),
  allowedValues: z.array(z.string()).optional(),
  displayType: z.string().optional(),
  minChars: z.int().optional(),
  maxChars: z.int().optional(),
});

const inputs = z
  .strictObject({
    s3BucketName: z.string(),
    s3KeyPrefix: z.string(),
    s3EncryptionEnabled: truth,
    cloudWatchLogGroupName: z.string(),
    cloudWatchEncryptionEnabled: truth,
    cloudWatchStreamingEnabled: truth,
    kmsKeyId: z.string(),
    runAsEnabled: truth,
    runAsDefaultUser: z.string(),
    idleSessionTimeout: minutes(60),
    maxSessionDuration: minutes(1_440),
    shellProfile: z.strictObject({ linux: z.string(), windows: z.string() }).partial(),
  })
  .partial();

const command = z.strictObject({
  commands: z.string().min(1),
  runAsElevated: truth.optional(),
  separateOutputStream: z.union([z.boolean(), z.string()]).optional(),
  stdOutSeparatorPrefix: z.string().optional(),
  stdErrSeparatorPrefix: z.string().optional(),
});
const commands = z.strictObject({ linux: command, windows: command, macos: command }).partial();
const port = z.record(z.string(), z.string());

const common = {
  schemaVersion: z.string(),
  description: z.string().optional(),
  parameters: z.record(z.string(), parameter).optional(),
};

const schema = z.discriminatedUnion('sessionType', [
  z.strictObject({ ...common, sessionType: z.literal('Standard_Stream'), inputs }),
  z.strictObject({
    ...common,
    sessionType: z.literal('InteractiveCommands'),
    inputs: inputs.optional(),
    properties: commands,
  }),
  z.strictObject({
    ...common,
    sessionType: z.literal('NonInteractiveCommands'),
    inputs: inputs.optional(),
    properties: commands,
  }),
  z.strictObject({ ...common, sessionType: z.literal('Port'), inputs: inputs.optional(), properties: port }),
]);

/** A session document of schema version 1.0 (ssm-protocol 16). */
export type SessionDocument = z.infer<typeof schema>;
export type SessionInputs = z.infer<typeof inputs>;
export type ParameterSpec = z.infer<typeof parameter>;

/** Reads a document's JSON text; throws the service's own refusal, which names the member that does not fit. */
export function parseSessionDocument(content: string): SessionDocument {
  let json: unknown;
  try {
    json = JSON.parse(content);
  } catch {
    throw new ServiceError('InvalidDocumentContent', 'JSON not well-formed.');
  }
  const version = typeof json === 'object' && json !== null && 'schemaVersion' in json ? json.schemaVersion : undefined;
  if (version !== '1.0') {
    throw new ServiceError(
      'InvalidDocumentSchemaVersion',
      `Document type SESSION does not support schema version ${String(version)}.`,
    );
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success) throw new ServiceError('InvalidDocumentContent', z.prettifyError(parsed.error));
  for (const [name, { allowedPattern }] of Object.entries(parsed.data.parameters ?? {})) {
    try {
      if (allowedPattern !== undefined) new RegExp(allowedPattern);
    } catch {
      throw new ServiceError(
        'InvalidDocumentContent',
        `parameters.${name}.allowedPattern is not a regular expression.`,
      );
    }
  }
  return parsed.data;
}

/** Whether a document's truth, in either writing, is true. */
export function isTrue(value: boolean | string | undefined): boolean {
  return value === true || (typeof value === 'string' && value.toLowerCase() === 'true');
}

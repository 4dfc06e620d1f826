/** Where a managed node's session goes, and how long it may last, in minutes. */
export type SessionLimits = {
  bucket: string;
  prefix: string;
  logGroup: string;
  /** Encrypts what is typed and shown, end to end. */
  lineKeyArn: string;
  idleMinutes: number;
  maxMinutes: number;
};

/** The person in the shell; the image makes the same account. */
export const OPERATOR_ACCOUNT = 'ops';

/** Longest times a session document takes, in minutes. */
const MOST_IDLE = 60;
const MOST_TOTAL = 1440;

/** The content of our session document, never the account's own SSM-SessionManagerRunShell. */
export function sessionDocument({ bucket, prefix, logGroup, lineKeyArn, idleMinutes, maxMinutes }: SessionLimits) {
  return {
    schemaVersion: '1.0',
    description: "Shells on Postern's managed nodes",
    sessionType: 'Standard_Stream',
    inputs: {
      s3BucketName: bucket,
      s3KeyPrefix: prefix,
      s3EncryptionEnabled: true,
      cloudWatchLogGroupName: logGroup,
      cloudWatchEncryptionEnabled: true,
      cloudWatchStreamingEnabled: true,
      kmsKeyId: lineKeyArn,
      runAsEnabled: true,
      runAsDefaultUser: OPERATOR_ACCOUNT,
      idleSessionTimeout: String(Math.min(idleMinutes, MOST_IDLE)),
      maxSessionDuration: String(Math.min(maxMinutes, MOST_TOTAL)),
      shellProfile: { linux: 'exec bash -l', windows: '' },
    },
  };
}

import type { Operation } from '../operation';
import { createActivation } from './activations/create-activation';
import { deleteActivation } from './activations/delete-activation';
import { describeActivations } from './activations/describe-activations';
import { describeSessions } from './describe-sessions';
import { createDocument } from './documents/create-document';
import { describeDocument } from './documents/describe-document';
import { getDocument } from './documents/get-document';
import { updateDocument } from './documents/update-document';
import { updateDocumentDefaultVersion } from './documents/update-document-default-version';
import { getServiceSetting } from './get-service-setting';
import { addTagsToResource } from './nodes/add-tags-to-resource';
import { deregisterManagedInstance } from './nodes/deregister-managed-instance';
import { describeInstanceInformation } from './nodes/describe-instance-information';
import { getConnectionStatus } from './nodes/get-connection-status';
import { listTagsForResource } from './nodes/list-tags-for-resource';
import { removeTagsFromResource } from './nodes/remove-tags-from-resource';
import { updateInstanceInformation } from './nodes/update-instance-information';
import { resumeSession } from './resume-session';
import { startSession } from './start-session';
import { terminateSession } from './terminate-session';

/** Calls of an agent about work that does not exist here: an empty answer lets it go on. */
const nothing: Operation = () => ({});

/** The part of Systems Manager that stands here, by operation name. */
export const ssmOperations: Record<string, Operation> = {
  AddTagsToResource: addTagsToResource,
  CreateActivation: createActivation,
  CreateDocument: createDocument,
  DeleteActivation: deleteActivation,
  DeregisterManagedInstance: deregisterManagedInstance,
  DescribeActivations: describeActivations,
  DescribeDocument: describeDocument,
  DescribeInstanceInformation: describeInstanceInformation,
  DescribeSessions: describeSessions,
  GetConnectionStatus: getConnectionStatus,
  GetDocument: getDocument,
  GetServiceSetting: getServiceSetting,
  ListAssociations: nothing,
  ListInstanceAssociations: nothing,
  ListTagsForResource: listTagsForResource,
  PutComplianceItems: nothing,
  PutInventory: nothing,
  RemoveTagsFromResource: removeTagsFromResource,
  ResumeSession: resumeSession,
  StartSession: startSession,
  TerminateSession: terminateSession,
  UpdateDocument: updateDocument,
  UpdateDocumentDefaultVersion: updateDocumentDefaultVersion,
  UpdateInstanceAssociationStatus: nothing,
  UpdateInstanceInformation: updateInstanceInformation,
};

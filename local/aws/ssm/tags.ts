import { type Input, objectList, optionalString, requiredString, type Tag } from '../wire/input';
import { ServiceError } from '../wire/service-error';
import { validation } from './validation';

const most = 50;
const form = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/** Reads Systems Manager's tags (`Key`, `Value`); absent is empty. */
export function readTags(input: Input, name = 'Tags'): Tag[] {
  const tags = objectList(input, name, validation).map((tag) => ({
    key: requiredString(tag, 'Key', validation),
    value: optionalString(tag, 'Value', validation) ?? '',
  }));
  for (const { key, value } of tags) {
    if (key.length > 128 || value.length > 256 || !form.test(key) || !form.test(value)) {
      throw validation(
        `Value at '${name.toLowerCase()}' failed to satisfy constraint: Member must satisfy regular expression pattern: ^([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*)$`,
      );
    }
    if (/^aws:/i.test(key)) throw validation('Tag keys beginning with aws: are reserved for system use.');
  }
  if (new Set(tags.map(({ key }) => key)).size !== tags.length) throw validation('Duplicate tag keys are not allowed.');
  return withinLimit(tags);
}

/** Adds tags to others; a key that is there already gets the new value. */
export function mergeTags(old: Tag[], added: Tag[]): Tag[] {
  const byKey = new Map([...old, ...added].map((tag) => [tag.key, tag]));
  return withinLimit([...byKey.values()]);
}

/** The wire form. */
export function tagsOnWire(tags: Tag[]): Input[] {
  return tags.map(({ key, value }) => ({ Key: key, Value: value }));
}

function withinLimit(tags: Tag[]): Tag[] {
  if (tags.length > most)
    throw new ServiceError('TooManyTagsError', `The Targets parameter includes too many tags. The maximum is ${most}.`);
  return tags;
}

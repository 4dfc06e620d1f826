import type { Call } from '../operation';
import type { XmlValue } from '../wire/query-xml';

/** One operation of a query-protocol service: form in, XML members out, ServiceError for a refusal. */
export type QueryOperation = (call: Call, form: URLSearchParams) => XmlValue;

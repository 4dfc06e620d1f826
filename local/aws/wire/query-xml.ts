import { isObject } from './input';

/** A value that can stand in an AWS query answer. */
export type XmlValue = string | number | undefined | { [name: string]: XmlValue };

/** Writes the answer of a query-protocol operation, e.g. <AssumeRoleResponse>. */
export function queryAnswer(operation: string, namespace: string, result: XmlValue, requestId: string): string {
  return (
    `<${operation}Response xmlns="${namespace}"><${operation}Result>${xml(result)}</${operation}Result>` +
    `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${operation}Response>`
  );
}

/** Writes a query-protocol refusal. */
export function queryRefusal(
  namespace: string,
  code: string,
  message: string,
  requestId: string,
  sender: boolean,
): string {
  const error = xml({ Error: { Type: sender ? 'Sender' : 'Receiver', Code: code, Message: message } });
  return `<ErrorResponse xmlns="${namespace}">${error}<RequestId>${requestId}</RequestId></ErrorResponse>`;
}

/** Writes nested elements; undefined members are left out. */
function xml(value: XmlValue): string {
  if (value === undefined) return '';
  if (!isObject(value)) return escapeText(String(value));
  return Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .map(([name, member]) => `<${name}>${xml(member)}</${name}>`)
    .join('');
}

/** Writes text so that no character of it is taken for XML. */
export function escapeText(text: string): string {
  return text.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`);
}

/** Reads `Name.member.1`, `Name.member.2` … of a query-protocol form in order. */
export function queryList(form: URLSearchParams, name: string): string[] {
  const values: string[] = [];
  for (let index = 1; ; index++) {
    const value = form.get(`${name}.member.${index}`);
    if (value === null) return values;
    values.push(value);
  }
}

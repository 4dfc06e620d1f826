// Rules that need types, asked of the compiler itself (docs/decisions/0014): it knows the types of packages and of generated code, and what
// a value is narrowed to, where a linter of its own guesses.
import { join, relative } from 'node:path';
import { ModifierFlags, SyntaxKind } from 'typescript/unstable/ast';
import { API, SignatureKind, TypeFlags } from 'typescript/unstable/sync';

// infra/ is another project, with a compiler run of its own.
const ELSEWHERE = /^infra\//;
const NOT_OURS = /(^|\/)(node_modules|generated|\.next)\/|\.d\.ts$/;
const LITERAL = TypeFlags.StringLiteral | TypeFlags.NumberLiteral | TypeFlags.BooleanLiteral | TypeFlags.BigIntLiteral;
const REMEDIES = {
  dropped:
    'is a promise whose failure nobody hears: await it, give it a catch, or say with void that it cannot fail (docs/decisions/0014)',
  handed:
    'is async where its caller drops what it returns: catch inside and hand over a plain function (docs/decisions/0014)',
  switched: 'leaves cases out: name them, or say with default what becomes of the rest (docs/decisions/0014)',
};

/**
 * Promises whose failure nobody hears, async functions handed to who drops what they return, and switches over a closed list that leave
 * some of it out, in the project whose tsconfig.json lies in `root`; each one line with its remedy. A file of `tracked` that the compiler
 * was not given is a fault as well.
 */
export function typedFaults(root, tracked = []) {
  const api = new API({ cwd: root });
  try {
    const config = join(root, 'tsconfig.json');
    const snapshot = api.updateSnapshot({ openProjects: [config] });
    const project = snapshot.getProject(config);
    if (!project) return [`${config} could not be opened, so its types are unchecked (docs/decisions/0014)`];
    const files = project.rootFiles.filter((path) => !NOT_OURS.test(relative(root, path)));
    const isThenable = thenables(project.checker);
    const faults = files.flatMap((path) => faultsIn(project, path, relative(root, path), isThenable));
    const seen = new Set(files.map((path) => relative(root, path)));
    const unseen = tracked.filter(
      (path) => /\.tsx?$/.test(path) && !NOT_OURS.test(path) && !ELSEWHERE.test(path) && !seen.has(path),
    );
    return [...unseen.map((path) => `${path} is in no project of the compiler, so its types are unchecked`), ...faults];
  } finally {
    api.close();
  }
}

function faultsIn({ program, checker }, path, name, isThenable) {
  const source = program.getSourceFile(path);
  if (!source) return [`${name} was not read by the compiler, so its types are unchecked (docs/decisions/0014)`];
  const { dropped, handed, switched } = suspects(source);
  const types = dropped.length > 0 ? checker.getTypeAtLocation(dropped) : [];
  const said = (node, remedy, what = '') => `${name}:${lineOf(source, node)} ${what}${remedy}`;
  return [
    ...dropped.filter((_, at) => isThenable(types[at])).map((node) => said(node, REMEDIES.dropped)),
    ...handed.filter((node) => isDroppedByCaller(checker, node)).map((node) => said(node, REMEDIES.handed)),
    ...switched.flatMap((node) => {
      const missing = leftOut(checker, node);
      return missing.length > 0 ? [said(node, REMEDIES.switched, `(${missing.slice(0, 5).join(', ')}) `)] : [];
    }),
  ];
}

/** Expressions whose value is dropped, async functions handed to somebody, and switches that say nothing of the rest. */
function suspects(source) {
  const dropped = [];
  const handed = [];
  const switched = [];
  const visit = (node) => {
    if (node.kind === SyntaxKind.ExpressionStatement) dropped.push(...loose(node.expression));
    const isFunction = node.kind === SyntaxKind.ArrowFunction || node.kind === SyntaxKind.FunctionExpression;
    if (isFunction && node.modifierFlags & ModifierFlags.Async && isHandedOver(node)) handed.push(node);
    if (node.kind === SyntaxKind.SwitchStatement && !clausesOf(node).some(isDefault)) switched.push(node);
    node.forEachChild(visit);
  };
  visit(source);
  return { dropped, handed, switched };
}

const clausesOf = (node) => [...node.caseBlock.clauses];
const isDefault = (clause) => clause.kind === SyntaxKind.DefaultClause;

/** Members of the closed list a switch is over that no case of it names. */
function leftOut(checker, node) {
  const over = checker.getTypeAtLocation(node.expression);
  const members = over && over.flags & TypeFlags.Union ? over.getTypes() : over ? [over] : [];
  if (members.length === 0 || !members.every((member) => member.flags & LITERAL)) return [];
  const cases = clausesOf(node).map((clause) => clause.expression);
  const named = new Set(
    (cases.length > 0 ? checker.getTypeAtLocation(cases) : []).map((type) => type && checker.typeToString(type)),
  );
  return members.map((member) => checker.typeToString(member)).filter((member) => !named.has(member));
}

/** The parts of a dropped expression that may be a promise nobody handles. */
function loose(node) {
  switch (node.kind) {
    case SyntaxKind.AwaitExpression:
    case SyntaxKind.VoidExpression:
      return [];
    case SyntaxKind.ParenthesizedExpression:
      return loose(node.expression);
    case SyntaxKind.ConditionalExpression:
      return [...loose(node.whenTrue), ...loose(node.whenFalse)];
    case SyntaxKind.BinaryExpression: {
      const operator = node.operatorToken.kind;
      if (operator === SyntaxKind.CommaToken) return [...loose(node.left), ...loose(node.right)];
      const isChoice = [
        SyntaxKind.AmpersandAmpersandToken,
        SyntaxKind.BarBarToken,
        SyntaxKind.QuestionQuestionToken,
      ].includes(operator);
      return isChoice ? loose(node.right) : [];
    }
    case SyntaxKind.CallExpression: {
      const method = node.expression.kind === SyntaxKind.PropertyAccessExpression ? node.expression.name.text : '';
      if (method === 'catch' && node.arguments.length > 0) return [];
      if (method === 'then' && node.arguments.length > 1) return [];
      if (method === 'finally') return loose(node.expression.expression);
      return [node];
    }
    default:
      return [node];
  }
}

function isHandedOver(node) {
  const { parent } = node;
  switch (parent.kind) {
    case SyntaxKind.CallExpression:
    case SyntaxKind.NewExpression:
      return [...(parent.arguments ?? [])].includes(node);
    case SyntaxKind.PropertyAssignment:
    case SyntaxKind.JsxExpression:
      return true;
    default:
      return false;
  }
}

/** Whether who takes the function says that it returns nothing. */
function isDroppedByCaller(checker, node) {
  const wanted = checker.getContextualType(node);
  const signatures = wanted ? checker.getSignaturesOfType(wanted, SignatureKind.Call) : [];
  return (
    signatures.length > 0 &&
    signatures.every((signature) => {
      const returned = checker.getReturnTypeOfSignature(signature);
      return returned !== undefined && (returned.flags & TypeFlags.Void) !== 0;
    })
  );
}

function thenables(checker) {
  const known = new Map();
  return (type) => {
    if (!type) return false;
    const answer = known.get(type.id) ?? checker.getPropertyOfType(type, 'then') !== undefined;
    known.set(type.id, answer);
    return answer;
  };
}

function lineOf(source, node) {
  return source.text
    .slice(0, node.getStart?.(source) ?? node.pos)
    .trimEnd()
    .split('\n').length;
}

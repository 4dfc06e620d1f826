/** Why the last act on this page could not be done, across the top of its content; nothing when it could. */
export function PageProblem({ children }: { children: string | null }) {
  if (children === null) return null;
  return (
    <p role="alert" className="border-b border-line bg-bad-wash px-5 py-2 text-small text-bad phone:px-4">
      ▲ {children}
    </p>
  );
}

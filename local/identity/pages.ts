import type { LocalPerson } from './people';

/** Text as it may stand in HTML, attributes included. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

const MARK = `<svg class="mark" viewBox="0 0 24 24" width="28" height="28" aria-hidden="true"><path fill="currentColor" d="M1.5 3.2A1.7 1.7 0 0 1 3.2 1.5H9.4V7.6H1.5ZM10.9 1.5H20.8a1.7 1.7 0 0 1 1.7 1.7V7.6H10.9ZM1.5 9.1H5.6V15.2H1.5ZM7.1 9.1H13.4A5.4 5.4 0 0 0 9.2 14.4V15.2H7.1ZM15.8 9.1H22.5V15.2H20V14.4A5.4 5.4 0 0 0 15.8 9.1ZM1.5 16.7H9.2V22.5H3.2a1.7 1.7 0 0 1-1.7-1.7ZM20 16.7H22.5V20.8a1.7 1.7 0 0 1-1.7 1.7H20Z"/><path class="lit" d="M10.9 22.5V14.4a3.7 3.7 0 0 1 7.4 0V22.5Z"/></svg>`;

// The guard's desk beside the door: the same wall as the product's own sign-in, seen from the other side.
const DESK = `<svg class="scene" viewBox="0 0 420 900" preserveAspectRatio="xMidYMax slice" aria-hidden="true">
<defs><radialGradient id="glow" cx="50%" cy="82%" r="62%"><stop offset="0" stop-color="#fff"/><stop offset="1" stop-color="#fff" stop-opacity="0"/></radialGradient><mask id="fade"><rect width="420" height="900" fill="url(#glow)"/></mask></defs>
<g class="joints" mask="url(#fade)">${masonry()}</g>
<path class="voussoirs" d="M142 838V666a68 68 0 0 1 136 0V838"/><path class="lit" d="M156 838V666a54 54 0 0 1 108 0V838Z"/><path class="leaf" d="M156 838V666a54 54 0 0 1 26 -46V838Z"/>
<path class="floor" d="M0 838.5H420"/><path class="light" d="M156 839H264L330 900H90Z"/></svg>`;

function masonry(): string {
  const courses: string[] = [];
  for (let row = 0; row < 14; row++) {
    const y = row * 60 - 2;
    courses.push(`M0 ${y}H420`);
    for (let x = ((row * 67) % 110) - 20; x < 420; x += 92 + ((row * 31 + x) % 47)) courses.push(`M${x} ${y}v60`);
  }
  return `<path d="${courses.join('')}"/>`;
}

function page(title: string, content: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="dark light"><title>${escapeHtml(title)}</title>
<link rel="stylesheet" href="/assets/pages.css"><link rel="icon" href="data:,"></head>
<body>${DESK}<main><header>${MARK}<span>Kestrel Freight</span></header>${content}</main></body></html>`;
}

/** The sign-in page: one button for each person, and nothing to type. */
export function signInPage(people: readonly LocalPerson[], action: string): string {
  const buttons = people.map(personButton).join('\n');
  return page(
    'Sign in · Kestrel Freight',
    `<h1>Who is at the door?</h1>
<p>Choose a person. This directory lives on this machine only, so nobody needs a password.</p>
<form method="post" action="${escapeHtml(action)}">${buttons}</form>
<footer>Stands in for your identity provider. Set <code>OIDC_ISSUER</code> to use the real one.</footer>`,
  );
}

function personButton({ sub, name, role, groups }: LocalPerson): string {
  const initials = name
    .split(' ')
    .map((word) => word.slice(0, 1))
    .join('');
  const id = escapeHtml(sub);
  const listed = groups.length === 0 ? 'in no group' : groups.map(escapeHtml).join(', ');
  return `<button name="person" value="${id}" aria-labelledby="${id}-name" aria-describedby="${id}-about">
<span class="avatar" aria-hidden="true">${escapeHtml(initials)}</span>
<span class="who"><span class="name" id="${id}-name">${escapeHtml(name)}</span><span class="about" id="${id}-about"><span class="role">${escapeHtml(role)}</span> <span class="groups">${listed}</span></span></span>
<svg class="arrow" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true"><path d="M3 8h10M9 4l4 4-4 4"/></svg></button>`;
}

/** Asks before signing out somebody whom the product did not name. */
export function signOutPage(form: string): string {
  return page(
    'Sign out · Kestrel Freight',
    `<h1>Sign out?</h1><p>You leave every product you entered through this directory.</p>${form}
<button class="primary" type="submit" form="op.logoutForm" name="logout" value="yes">Sign out</button>`,
  );
}

/** Where somebody ends up who signed out and has nowhere to return to. */
export function signedOutPage(): string {
  return page('Signed out · Kestrel Freight', '<h1>You are signed out.</h1><p>This window can be closed.</p>');
}

/** What went wrong with a sign-in, in the provider's own words. */
export function faultPage(error: string, description: string | undefined): string {
  return page(
    'Sign-in failed · Kestrel Freight',
    `<h1>That did not work.</h1><p class="fault">▲ ${escapeHtml(description ?? error)}</p>
<p>Go back to Postern and sign in again. If it stays so, the product and this directory disagree about: <code>${escapeHtml(error)}</code>.</p>`,
  );
}

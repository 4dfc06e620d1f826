/** How many cells a terminal page in this window will have, near enough for the first prompt; its own measure follows. */
export function firstSize(window: { innerWidth: number; innerHeight: number }): { cols: number; rows: number } {
  const within = (value: number, least: number, most: number) => Math.min(Math.max(Math.floor(value), least), most);
  // Cell 7.8 × 18 px; around the grid stand tab bar 42, strip 40, status bar 28, edge 6 and padding 14 × 12.
  return {
    cols: within((window.innerWidth - 34) / 7.8, 20, 400),
    rows: within((window.innerHeight - 140) / 18, 5, 200),
  };
}

/** How a verb that follows a task spends the time between two looks; time belongs to the door that calls it. */
export type Following = {
  /** Resolves after a pause, or as soon as the signal aborts. */
  wait(): Promise<void>;
  /** Told to leave off; the row says where to go on. */
  signal?: AbortSignal;
};

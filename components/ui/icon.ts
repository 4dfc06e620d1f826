import type { LucideProps } from 'lucide-react';
import type { ComponentType } from 'react';

/** A line icon that takes its size and stroke from the part it sits in. */
export type Icon = ComponentType<Pick<LucideProps, 'size' | 'strokeWidth' | 'className' | 'aria-hidden'>>;

/** Every icon is drawn with this stroke, so that 14 px and 16 px icons look like one family. */
export const iconStroke = 1.6;

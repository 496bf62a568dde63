import type { Project } from '../project.ts';

/** Does with a block what the guide says one does, and looks at what comes of it. */
export type Scenario = (project: Project, test: { skip(note: string): undefined }) => Promise<void>;

/** By the names of blocks. */
export type Scenarios = Readonly<Record<string, Scenario>>;

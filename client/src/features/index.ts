import { pageOrder, type DevelopmentPage, type Page } from '../../../shared/pages.ts';
import type { Feature, PageEntry, SidePaneEntry, Topics } from '../core/feature.ts';
import { automation } from './automation/feature.ts';
import { AutoChip } from './automation/AutoChip.tsx';
import { components } from './components/feature.ts';
import { editor, editorEntry } from './editor/feature.ts';
import { files } from './files/feature.ts';
import { logs } from './logs/feature.ts';
import { releases } from './releases/feature.ts';
import { InstancePicker } from './releases/InstancePicker.tsx';
import { ReleasePicker } from './releases/ReleasePicker.tsx';
import { runs } from './runs/feature.ts';
import { Indicators } from './runs/rebuild/Indicators.tsx';
import { OtherRun } from './runs/rebuild/OtherRun.tsx';
import { RebuildButton } from './runs/rebuild/RebuildButton.tsx';
import { search } from './search/feature.ts';
import { services } from './services/feature.ts';
import { settings } from './settings/feature.ts';
import { SettingsMenu } from './settings/SettingsMenu.tsx';
import { terminal } from './terminal/feature.ts';

/** All features, in the order in which the palette lists what they can do. */
export const features: readonly Feature[] = [
  runs,
  services,
  automation,
  settings,
  editor,
  files,
  search,
  terminal,
  releases,
  logs,
];

/** What can stand on the left of the text, in the order of the switch. */
const sidePanes: readonly [SidePaneEntry, ...SidePaneEntry[]] = [files.sidePane, search.sidePane];

/** The pages, in the order of their tabs. One that is missing does not compile. */
export const pages: Readonly<
  Record<Exclude<Page, DevelopmentPage>, PageEntry> & Record<DevelopmentPage, PageEntry | undefined>
> = {
  editor: editorEntry(sidePanes),
  services: services.page,
  runs: runs.page,
  logs: logs.page,
  terminal: terminal.page,
  components: components?.page,
};

/** The same as a list, of those that are there. */
export const pageList = pageOrder.flatMap((page) => {
  const entry = pages[page];
  return entry === undefined ? [] : [{ page, ...entry }];
});

/** What becomes of events. A topic that nobody takes does not compile; `engine` is the shell's. */
export const topics: Omit<Topics, 'engine'> = {
  ...runs.topics,
  ...releases.topics,
  ...services.topics,
  ...settings.topics,
  ...files.topics,
};

/** What the features put in the header. */
export const header = {
  identity: [ReleasePicker, InstancePicker],
  state: [OtherRun, Indicators, AutoChip],
  action: [RebuildButton, SettingsMenu],
} as const;

/**
 * The pages, each with the first name of its addresses: `/runs/12` is of the page `runs`. The root is the editor's too.
 * The server answers all of them with the page; the client must have an entry for each.
 */
export const pageNames = {
  editor: 'edit',
  services: 'services',
  runs: 'runs',
  logs: 'logs',
  terminal: 'terminal',
  components: 'components',
} as const;

/** A place of the product that has a tab and addresses of its own. */
export type Page = keyof typeof pageNames;

/** Pages for who develops the product: a page that was built for users has none of them. */
export type DevelopmentPage = 'components';
const developmentPages: readonly Page[] = ['components'] satisfies readonly DevelopmentPage[];

/** Whether a page is there only while the product is developed. */
export function isForDevelopment(page: Page): page is DevelopmentPage {
  return developmentPages.includes(page);
}

/** All of them, in their order. */
export const pageOrder = Object.keys(pageNames).filter((name): name is Page => name in pageNames);

/** The page that has a name in addresses, if any. */
export function pageCalled(name: string): Page | undefined {
  return pageOrder.find((page) => pageNames[page] === name);
}

/** Whether a path is one that users open as a page, and not a file that a page needs. */
export function isPagePath(path: string): boolean {
  const [, name = ''] = path.split('/');
  return path === '/' || pageCalled(name) !== undefined;
}

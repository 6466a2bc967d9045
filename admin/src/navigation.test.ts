import { onNavigation } from './navigation';

let pages: number;
let stop: () => void;

/** A browser's Navigation API, which tells of every change of the address. */
const navigation = new EventTarget();
const tell = (navigationType: string) =>
  navigation.dispatchEvent(Object.assign(new Event('currententrychange'), { navigationType }));

beforeEach(() => {
  Object.defineProperty(window, 'navigation', { value: navigation, configurable: true });
  history.replaceState(null, '', '/admin');
  pages = 0;
  stop = onNavigation(() => (pages += 1));
});
afterEach(() => stop());

it.each([
  ['/admin/users', 'push', 1],
  ['/admin?page=users', 'push', 1],
  ['/admin#/users', 'push', 1],
  ['/admin', 'push', 0],
  ['/admin?filter=slow', 'replace', 0],
  ['/admin/users', 'replace', 1],
])('%s by %s is another page %d times', (address, kind, times) => {
  history.replaceState(null, '', address);
  tell(kind);
  expect(pages).toBe(times);
});

it('tells once where the browser tells twice', () => {
  history.replaceState(null, '', '/admin/users');
  tell('traverse');
  window.dispatchEvent(new PopStateEvent('popstate'));
  expect(pages).toBe(1);
});

it.each([
  [true, 1],
  [false, 0],
])('takes a page that is shown from the cache of the back button (%s) for loaded', (persisted, times) => {
  window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted }));
  expect(pages).toBe(times);
});

it('tells nobody who has stopped listening', () => {
  stop();
  history.replaceState(null, '', '/admin/users');
  tell('push');
  window.dispatchEvent(new PopStateEvent('popstate'));
  window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }));
  expect(pages).toBe(0);
});

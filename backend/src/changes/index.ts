export { type Change, type ChangeWatch, createChangeWatch } from './watch';

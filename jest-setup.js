// Jest setup provided by Grafana scaffolding
import './.config/jest-setup';
import { configure } from '@testing-library/react';

// A busy machine draws slowly; nothing waits longer than it has to.
configure({ asyncUtilTimeout: 30_000 });
jest.setTimeout(180_000);

// jsdom draws nothing; @grafana/ui measures its inputs' text on a canvas.
HTMLCanvasElement.prototype.getContext = () => ({ measureText: (text) => ({ width: text.length * 8 }) });

// Nor do its styles show anything; but jsdom holds every rule of emotion against every element that is asked for by its role.
const { insertBefore } = document.head;
document.head.insertBefore = (node, before) =>
  node instanceof HTMLStyleElement && node.dataset.emotion !== undefined
    ? node
    : insertBefore.call(document.head, node, before);

// And lays nothing out: nothing ever has another size.
global.ResizeObserver = class {
  observe() {}
  unobserve() {}
  disconnect() {}
};

// Grafana sets these two when it starts.
jest.mock('@grafana/runtime', () => ({
  ...jest.requireActual('@grafana/runtime'),
  ...jest.requireActual('./src/testing/grafanaComponents'),
}));

/** Rules for a table whose columns have no room: each line is a card, and each cell says of what it is. */
const asCards = (table: string) => `
  ${table}, ${table} tbody, ${table} tr, ${table} td { display: block; }
  ${table} thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  ${table} tbody { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 340px), 1fr)); gap: 12px; }
  ${table} tr { border: 1px solid var(--line); border-radius: 6px; padding: 8px 12px; }
  ${table} td { display: grid; grid-template-columns: 9em minmax(0, 1fr); gap: 8px; padding: 3px 0; border: 0; text-align: left; }
  ${table} td > div { min-width: 0; }
  ${table} td::before { content: attr(data-label); color: var(--quiet); }
`;

/** Light and dark by what the reader prefers. Colours keep a contrast of 4.5 : 1 on the surfaces they stand on. */
export const style = `:root {
  color-scheme: light dark;
  --page: #f6f7f9; --surface: #fff; --sunken: #f0f2f5; --line: #d9dde3; --line-strong: #b3bac5;
  --text: #1b1f27; --quiet: #566070; --link: #1f4fc4;
  --good: #17693a; --good-back: #e3f4e9; --bad: #b3211b; --bad-back: #fdeae9;
  --doubt: #855000; --doubt-back: #fdf1da; --open: #1f4fc4; --open-back: #e8eefc;
  --chart: #2a5bd7; --chart-fill: #2a5bd71f;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #111419; --surface: #191d24; --sunken: #21262f; --line: #313844; --line-strong: #4c5666;
    --text: #e4e7ec; --quiet: #a1abba; --link: #8fb2ff;
    --good: #74cf97; --good-back: #16301f; --bad: #ff9b94; --bad-back: #3d1b1b;
    --doubt: #f0bf66; --doubt-back: #362a12; --open: #8fb2ff; --open-back: #1a2745;
    --chart: #7ea5ff; --chart-fill: #7ea5ff26;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 15px/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
a { color: var(--link); text-underline-offset: 2px; }
a:focus-visible, button:focus-visible, input:focus-visible, summary:focus-visible, pre:focus-visible {
  outline: 2px solid var(--link); outline-offset: 2px; border-radius: 3px;
}
h1, h2, h3 { line-height: 1.25; margin: 0; }
h1 { font-size: 1.5rem; }
h2 { font-size: 1.125rem; }
h3 { font-size: 1rem; }
p, ul, ol, dl, figure, pre { margin: 0; }
code { font: 0.9em ui-monospace, monospace; background: var(--sunken); padding: 0.1em 0.35em; border-radius: 4px; }
.top { display: flex; justify-content: space-between; align-items: center; gap: 16px; padding: 12px 24px; background: var(--surface); border-bottom: 1px solid var(--line); }
.home { font-weight: 600; color: var(--text); text-decoration: none; }
nav { display: flex; align-items: center; gap: 16px; }
main { display: grid; grid-template-columns: minmax(0, 1fr); gap: 24px; max-width: 1360px; margin: 0 auto; padding: 24px; }
section { display: grid; grid-template-columns: minmax(0, 1fr); gap: 12px; padding: 20px; background: var(--surface); border: 1px solid var(--line); border-radius: 8px; }
.quiet { color: var(--quiet); }
.small { font-size: 0.8125rem; }
.nowrap { white-space: nowrap; }
.text { max-width: 75ch; white-space: pre-line; }
.row { display: flex; flex-wrap: wrap; align-items: center; gap: 8px 12px; }
.note { display: block; color: var(--quiet); font-size: 0.8125rem; }
.note.problem { color: var(--bad); }
.badge { display: inline-flex; align-items: center; gap: 5px; padding: 1px 9px; border-radius: 999px; font-size: 0.8125rem; font-weight: 600; white-space: nowrap; background: var(--sunken); color: var(--text); }
.badge.good, .state.good { background: var(--good-back); color: var(--good); }
.badge.bad, .state.bad { background: var(--bad-back); color: var(--bad); }
.badge.doubt, .state.doubt { background: var(--doubt-back); color: var(--doubt); }
.badge.open, .state.open { background: var(--open-back); color: var(--open); }
.state { border-color: currentColor; gap: 4px; }
.state h1, .state h2 { color: inherit; }
.state p { color: var(--text); }
.state .quiet { color: var(--text); }
.incidents { display: grid; gap: 12px; padding: 0; list-style: none; }
.incidents > li { display: grid; gap: 6px; padding: 12px 16px; border: 1px solid var(--line); border-left: 4px solid var(--line-strong); border-radius: 6px; }
.incidents > li.bad { border-left-color: var(--bad); }
.incidents > li.doubt { border-left-color: var(--doubt); }
table { width: 100%; border-collapse: collapse; font-size: 0.875rem; }
th, td { padding: 8px; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
th { color: var(--quiet); font-weight: 600; font-size: 0.8125rem; overflow-wrap: normal; }
tbody tr:last-child td { border-bottom: 0; }
td > div { min-width: 6em; }
td:where(.number) > div { min-width: 4.5em; }
td:where(.prose) > div { min-width: 12em; }
th:where(.number), td:where(.number) { text-align: right; font-variant-numeric: tabular-nums; }
.progress progress { width: 100%; accent-color: currentColor; }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 12px; }
.facts > div { padding: 10px 14px; background: var(--sunken); border-radius: 6px; }
.facts dt { color: var(--quiet); font-size: 0.8125rem; }
.facts dd { margin: 0; font-size: 1.0625rem; font-weight: 600; font-variant-numeric: tabular-nums; }
.facts .note { font-weight: 400; }
.facts .nowrap { white-space: normal; }
.terms { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 4px 16px; font-size: 0.875rem; }
.terms dt { color: var(--quiet); }
.terms dd { margin: 0; }
.verdict { font-size: 1.0625rem; max-width: 90ch; }
.reasons, .steps { display: grid; gap: 4px; padding-left: 1.25em; }
.evidence { display: grid; gap: 6px; padding: 0; list-style: none; font-size: 0.875rem; }
.evidence span { white-space: pre-line; }
.timeline { display: grid; gap: 10px; padding: 0 0 0 16px; list-style: none; border-left: 2px solid var(--line-strong); }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 420px), 1fr)); gap: 24px; }
.charts figcaption { font-size: 0.875rem; margin-bottom: 8px; }
.plot { position: relative; height: 150px; margin: 8px 0 0; border-bottom: 1px solid var(--line-strong); }
.plot svg { position: absolute; inset: 0; width: 100%; height: 100%; overflow: visible; }
.plot .line { fill: none; stroke: var(--chart); stroke-width: 2; vector-effect: non-scaling-stroke; stroke-linejoin: round; }
.plot .dot { stroke: var(--chart); stroke-width: 5; stroke-linecap: round; vector-effect: non-scaling-stroke; }
.plot .area { fill: var(--chart-fill); stroke: none; }
.plot .grid { stroke: var(--line); stroke-width: 1; vector-effect: non-scaling-stroke; }
.plot .limit { stroke: var(--bad); stroke-width: 1.5; stroke-dasharray: 5 4; vector-effect: non-scaling-stroke; }
.ends { display: flex; justify-content: space-between; font-size: 0.8125rem; color: var(--quiet); font-variant-numeric: tabular-nums; }
details > summary { cursor: pointer; color: var(--link); width: fit-content; }
details > summary + * { margin-top: 10px; }
pre { max-height: 360px; overflow: auto; padding: 12px; background: var(--sunken); border-radius: 6px; font: 0.8125rem/1.45 ui-monospace, monospace; white-space: pre-wrap; }
form { margin: 0; }
.login { max-width: 480px; width: 100%; margin: 32px auto; }
.login form { display: grid; gap: 12px; }
.login label { display: grid; gap: 4px; font-weight: 600; }
input { font: inherit; width: 100%; padding: 8px 10px; color: inherit; background: var(--surface); border: 1px solid var(--line-strong); border-radius: 6px; }
button { font: inherit; font-weight: 600; padding: 8px 16px; border: 1px solid transparent; border-radius: 6px; cursor: pointer; background: var(--link); color: var(--surface); justify-self: start; }
button.plain { padding: 0; background: none; color: var(--link); font-weight: 400; text-decoration: underline; text-underline-offset: 2px; }
@media (max-width: 1270px) {${asCards('table.wide')}}
@media (max-width: 760px) {
${asCards('table')}
  main { padding: 16px; gap: 16px; }
  section { padding: 16px; }
  .top { padding: 12px 16px; }
  .terms { grid-template-columns: minmax(0, 1fr); gap: 0; }
  .terms dd { margin-bottom: 8px; }
}
`;

/** Name of a CSS variable without `--load-test-`: its default in light and in dark. */
const colours: Readonly<Record<string, readonly [light: string, dark: string]>> = {
  text: ['#1f2328', '#e6e8eb'],
  muted: ['#57606a', '#a9b1ba'],
  surface: ['#fff', '#16191d'],
  border: ['#d0d7de', '#3d444d'],
  link: ['#0b57d0', '#8ab4f8'],
  danger: ['#b3261e', '#ff9d94'],
  'danger-surface': ['#fff1ef', '#3a1614'],
  warning: ['#7a4f00', '#f2c14e'],
  'warning-surface': ['#fff7e0', '#332708'],
  good: ['#1a6f33', '#5fc878'],
};

const variables = Object.entries(colours)
  .map(([name, [light, dark]]) => `--${name}:var(--load-test-${name},light-dark(${light},${dark}))`)
  .join(';');

const shared = `.box{${variables}}
:host{display:block}
:host([hidden]),[hidden]{display:none}
.auto{color-scheme:light dark}
.box{font:var(--load-test-font,14px/1.45 system-ui,sans-serif);color:var(--text);overflow-wrap:anywhere;text-align:start}
p,ul,dl,dd,table{margin:0;padding:0}
a{color:var(--link)}
button{font:inherit;color:inherit;background:none;border:1px solid;border-radius:var(--load-test-radius,6px);padding:.25em .75em;min-height:2em;cursor:pointer;flex:none}
summary{cursor:pointer}
a:focus-visible,button:focus-visible,summary:focus-visible{outline:2px solid var(--link);outline-offset:2px}
.muted{color:var(--muted)}
`;

export const bannerStyles = `${shared}
.shown{background:var(--edge-surface);border:1px solid var(--edge);border-inline-start-width:6px;border-radius:var(--load-test-radius,6px);padding:var(--load-test-space,12px)}
.actionRequired{--edge:var(--danger);--edge-surface:var(--danger-surface)}
.unknown{--edge:var(--warning);--edge-surface:var(--warning-surface)}
.head{display:flex;gap:1em;align-items:start;justify-content:space-between}
.live{font-weight:600;color:var(--edge)}
ul{list-style:none}
li{margin-top:.75em}
dl{display:flex;flex-wrap:wrap;gap:.25em 1.5em}
dl div{display:flex;gap:.4em}
dt::after{content:":"}
dd{font-weight:600;font-variant-numeric:tabular-nums}
`;

export const resultsStyles = `${shared}
.box{container-type:inline-size;background:var(--surface);border:1px solid var(--border);border-radius:var(--load-test-radius,6px);padding:var(--load-test-space,12px)}
.box>*+*{margin-top:.75em}.box>:empty{display:none}
.trends{display:flex;flex-wrap:wrap;gap:.5em 1.5em}
.trends>div{display:flex;flex-wrap:wrap;gap:.5em;align-items:center}
svg{width:120px;height:28px;fill:none;stroke:var(--link);stroke-width:1.5;overflow:visible}
circle{fill:var(--link);stroke:none}
circle.bad{fill:var(--danger)}
table{width:100%;border-collapse:collapse}
th,td{overflow-wrap:break-word;text-align:start;vertical-align:top;padding:.5em;border-bottom:1px solid var(--border)}
th{color:var(--muted);font-weight:500;font-size:.9em}
.number{min-width:4.8em;text-align:end;font-variant-numeric:tabular-nums}
.passed{color:var(--good)}.failed,.bad{color:var(--danger);font-weight:600}.doubtful{color:var(--warning)}
.text{overflow-wrap:anywhere;min-width:9em}
dt{font-weight:600;margin-top:.5em}
@container (max-width:70em){
table,tbody,tr,td{display:block}thead{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}
tr{border:1px solid var(--border);border-radius:var(--load-test-radius,6px);padding:.5em;margin-top:.5em}
td,td[class]{display:flex;gap:1em;border:0;padding:.2em;text-align:start}
td::before{content:attr(data-label);color:var(--muted);flex:0 0 10em}
}
`;

/** Puts the styles into a shadow root in the way that the strictest content security policy lets pass. */
export function addStyles(root: ShadowRoot, css: string): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets = [sheet];
}

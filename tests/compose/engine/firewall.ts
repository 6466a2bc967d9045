import { lastLine, runCommand } from '../../parts/command';

/**
 * dockerd adds chains and rules to the machine's firewall, stops forwarding of anybody else's packets where nothing was
 * forwarded before, and leaves all that behind when it ends.
 */

/** All IPv4 rules, as `iptables-save` writes them. */
export async function firewallRules(env: NodeJS.ProcessEnv): Promise<string> {
  const { exitCode, output } = await runCommand('iptables-save', [], { env: { PATH: env.PATH ?? '' } });
  if (exitCode !== 0) {
    throw new Error(`The firewall's rules cannot be read with iptables-save: ${lastLine(output)}`);
  }
  return output;
}

/** What `iptables-restore --noflush` reads to take back what Docker has added; empty where there is nothing. */
export function undoDocker(before: string, after: string, bridge: string): string {
  const old = parseTables(before);
  return [...parseTables(after)]
    .map(([name, table]) => undoTable(name, old.get(name) ?? emptyTable, table, bridge))
    .join('');
}

interface Table {
  /** The policy of each chain; `-` for those that somebody has added. */
  readonly chains: ReadonlyMap<string, string>;
  readonly rules: readonly string[];
}

const emptyTable: Table = { chains: new Map(), rules: [] };

function undoTable(name: string, before: Table, after: Table, bridge: string): string {
  const chains = [...after.chains.keys()].filter((chain) => isDockers(chain, bridge) && !before.chains.has(chain));
  const rules = after.rules.filter((rule) => isDockers(rule, bridge) && !before.rules.includes(rule));
  const policies = [...after.chains]
    .map(([chain, policy]) => ({ chain, policy, was: before.chains.get(chain) ?? 'ACCEPT' }))
    .filter(({ policy, was }) => policy !== '-' && policy !== was);
  const lines = [
    ...policies.map(({ chain, was }) => `:${chain} ${was} [0:0]`),
    ...chains.map((chain) => `-F ${chain}`),
    ...rules.filter((rule) => !chains.includes(chainOf(rule))).map((rule) => rule.replace(/^-A /, '-D ')),
    ...chains.map((chain) => `-X ${chain}`),
  ];
  return lines.length === 0 ? '' : [`*${name}`, ...lines, 'COMMIT', ''].join('\n');
}

/** Its chains, its bridges (of networks: `br-` and the id), and the rule of a published port within its container. */
function isDockers(text: string, bridge: string): boolean {
  return (
    text.includes('DOCKER') || text.includes(bridge) || /\bbr-[0-9a-f]{12}\b|-s (\S+)\/32 -d \1\/32 .*MASQ/.test(text)
  );
}

function chainOf(rule: string): string {
  return rule.split(' ')[1] ?? '';
}

function parseTables(saved: string): ReadonlyMap<string, Table> {
  const tables = new Map<string, Table>();
  for (const part of saved.split(/^\*/m).slice(1)) {
    const lines = part.split('\n');
    const chains = lines.filter((line) => line.startsWith(':')).map((line) => line.slice(1).split(' '));
    tables.set(lines[0]?.trim() ?? '', {
      chains: new Map(chains.map(([chain = '', policy = '-']) => [chain, policy])),
      rules: lines.filter((line) => line.startsWith('-A ')),
    });
  }
  return tables;
}

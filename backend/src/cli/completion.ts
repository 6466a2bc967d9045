import type { Command } from 'commander';

export const shells = ['bash', 'zsh', 'fish'] as const;

interface Words {
  /** Such as `spool discard`; empty for the program itself. */
  readonly command: string;
  readonly words: ReadonlyArray<{ readonly word: string; readonly text: string }>;
}

/** What a shell reads to complete the commands and options of this program. */
export function completionScript(shell: (typeof shells)[number], root: Command): string {
  const all = wordsOf(root, '');
  return shell === 'fish'
    ? fish(all)
    : `${shell === 'zsh' ? 'autoload -Uz bashcompinit && bashcompinit\n' : ''}${bash(all)}`;
}

function wordsOf(command: Command, path: string): Words[] {
  const options = command.options.flatMap(({ long, description }) =>
    long === undefined || long === null ? [] : [{ word: long, text: description }]
  );
  const commands = command.commands.map((inner) => ({ word: inner.name(), text: inner.description() }));
  const help = { word: '--help', text: 'display help for command' };
  return [
    { command: path, words: [...commands, ...options, help] },
    ...command.commands.flatMap((inner) => wordsOf(inner, `${path} ${inner.name()}`.trim())),
  ];
}

/** Where there is nothing of ours, files: a script is one. Everything behind `--` is k6's. */
function bash(all: readonly Words[]): string {
  const cases = all.map(
    ({ command, words }) => `    "${command}") words="${words.map(({ word }) => word).join(' ')}" ;;`
  );
  return `_loadtests() {
  local current="\${COMP_WORDS[COMP_CWORD]}" command="" words="" word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$word" in
      --) return ;;
      -*) ;;
      *) case " ${all.map(({ command }) => command.replace(' ', '+')).join(' ')} " in
        *" \${command:+$command+}$word "*) command="\${command:+$command+}$word" ;;
      esac ;;
    esac
  done
  case "\${command/+/ }" in
${cases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _loadtests loadtests
`;
}

function fish(all: readonly Words[]): string {
  const lines = all.flatMap(({ command, words }) => {
    const names = command.split(' ').filter((name) => name !== '');
    const seen = names.map((name) => `__fish_seen_subcommand_from ${name}`).join('; and ');
    const condition = seen === '' ? '__fish_use_subcommand' : seen;
    return words.map(({ word, text }) => {
      const what = word.startsWith('--') ? `-l ${word.slice(2)}` : `-f -a ${word}`;
      return `complete -c loadtests -n '${condition}' ${what} -d '${text.replace(/'/g, '’')}'`;
    });
  });
  return `${lines.join('\n')}\n`;
}

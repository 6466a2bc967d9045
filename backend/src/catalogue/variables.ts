export type Substitution =
  { readonly kind: 'text'; readonly text: string } | { readonly kind: 'refused'; readonly message: string };

/**
 * Puts environment variables into a text: `${NAME}`, or `${NAME:-default}` where NAME may be unset or empty. `$${` is a
 * literal `${`. One catalogue can so serve several stages.
 */
export function substituteVariables(text: string, env: Readonly<Record<string, string | undefined>>): Substitution {
  const messages: string[] = [];
  const result = text.replace(/\$\$\{|\$\{([^}]*)(\}?)/g, (whole, inside: string | undefined, closed: string) => {
    if (inside === undefined) {
      return '${';
    }
    const [, name, fallback] = /^([A-Za-z_][A-Za-z0-9_]*)(?::-(.*))?$/s.exec(inside) ?? [];
    if (name === undefined || closed === '') {
      messages.push(
        `"${whole}" is not understood; write \${NAME}, \${NAME:-default}, or $\${ for the characters themselves`
      );
      return '';
    }
    const value = env[name];
    if (value !== undefined && value !== '') {
      return value;
    }
    if (fallback === undefined) {
      messages.push(`the environment variable ${name} is not set; set it, or write \${${name}:-default}`);
    }
    return fallback ?? '';
  });
  return messages.length === 0 ? { kind: 'text', text: result } : { kind: 'refused', message: messages.join('; ') };
}

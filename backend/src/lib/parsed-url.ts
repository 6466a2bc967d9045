/**
 * The URL of this text; null where it is none. Not by `URL.canParse`: in Node 20 it calls every address with a letter
 * beyond ASCII wrong once V8 has optimised the caller (seen with 20.20).
 */
export function parsedUrl(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}

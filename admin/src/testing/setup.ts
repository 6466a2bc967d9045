// jsdom makes no style sheets; the elements only hand one over.
CSSStyleSheet.prototype.replaceSync ??= () => undefined;

export {};

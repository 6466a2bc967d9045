/** A curve that crosses a limit. */
export const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="3" fill="#2a5bd7"/><path d="M2 5.5h12" stroke="#fff" stroke-width="1" stroke-dasharray="1.5 1.5" opacity=".8"/><path d="M2 12.5 5 11l3 .5 3-7 3 3" fill="none" stroke="#fff" stroke-width="1.6" stroke-linejoin="round" stroke-linecap="round"/></svg>
`;

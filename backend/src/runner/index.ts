




export type { MayStart, RunReporter } from './report';


export { createRunner, type Runner } from './runner';
export { targetKey } from './target-queue';

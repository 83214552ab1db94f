/* What the benches leave in a page, for a later look. */

declare var webrunnerBench: { latencies: number[] };
declare var webrunnerShownAt: number | undefined;
declare var webrunnerTimes: { tree?: number; text?: number };
declare var webrunnerRebuild: Promise<{ clicked: number; shown: number; failure: string | undefined }>;

/* What Vite makes for the bare page. */

declare module '*?worker' {
  const Worker: new () => Worker;
  export default Worker;
}
declare module 'product-monaco-features';

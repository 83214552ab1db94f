// vitest gives the text of a file that is imported so: shared/ cannot read files by itself.
declare module '*?raw' {
  const text: string;
  export default text;
}

import { useEffect, useState } from 'react';

/** False until the page has been loaded and has had a moment with nothing to do. */
export function useIdle(): boolean {
  const [idle, setIdle] = useState(false);
  useEffect(() => {
    // Long enough for the editor to come first: it is what one looks at.
    const timer = setTimeout(() => setIdle(true), 1500);
    return () => clearTimeout(timer);
  }, []);
  return idle;
}

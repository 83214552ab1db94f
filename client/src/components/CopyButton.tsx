import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { notify } from '../core/stores/noticesStore.ts';
import { IconButton } from './IconButton.tsx';

/** Copies `value` to the clipboard and says so for two seconds. */
export function CopyButton({ value, label = 'Copy' }: { value: string; label?: string }) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), 2000);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <>
      <IconButton
        size="small"
        label={label}
        icon={copied ? <Check size={14} /> : <Copy size={14} />}
        onClick={() => {
          copyText(value).then(
            () => setCopied(true),
            () =>
              notify({
                look: 'error',
                text: 'The browser does not let this page copy. Select the text instead.',
              }),
          );
        }}
      />
      <span className="visually-hidden" aria-live="polite">
        {copied ? 'Copied' : ''}
      </span>
    </>
  );
}

/** Writes to the clipboard; rejects where the browser forbids it (for example without TLS on another host). */
export async function copyText(text: string): Promise<void> {
  await navigator.clipboard.writeText(text);
}

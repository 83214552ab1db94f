import { ExternalLink } from 'lucide-react';
import { splitAtUrls } from '../../../core/format/httpUrl.ts';
import { mask } from '../../../core/format/secrets.ts';
import styles from '../ServicesPage.module.css';

/** A text whose addresses of the web are links. One with a masked secret in it would lead elsewhere: it is none. */
export function LinkedText({ text }: { text: string }) {
  return splitAtUrls(text).map((piece, index) =>
    piece.isUrl && !piece.text.includes(mask) ? <UrlLink key={index} url={piece.text} /> : piece.text,
  );
}

interface UrlLinkProps {
  url: string;
  /** What to show instead of the URL. */
  text?: string;
}

/** A link out of Webrunner. */
export function UrlLink({ url, text = url }: UrlLinkProps) {
  return (
    <a className={styles.url} href={url} target="_blank" rel="noopener noreferrer">
      {text}
      <ExternalLink size={12} aria-label="(opens in a new tab)" />
    </a>
  );
}

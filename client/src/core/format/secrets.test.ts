import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isHttpUrl } from './httpUrl.ts';
import { parameterText } from './parameterText.ts';
import { isSecretName, mask, maskText, maskValue } from './secrets.ts';

describe('secrets among parameters', () => {
  it.each([
    'password',
    'monitor-password',
    'init_passwd',
    'client-secret',
    'API_TOKEN',
    'ssh-private-key',
    'apikey',
    'key',
  ])('are told by the name %s', (name) => {
    expect(isSecretName(name)).toBe(true);
    expect(maskText(name, 'hunter2')).toBe(mask);
  });

  it.each(['title', 'url', 'public-key', 'ssh_public_key', 'monkey', 'keyboard-layout-name'])(
    'are not in %s',
    (name) => expect(maskText(name, 'hunter2')).toBe('hunter2'),
  );

  it.each([
    ['http://admin:s3cret@host:80/a', `http://admin:${mask}@host:80/a`],
    ['mysql://u:p@[::1]:3306/db', `mysql://u:${mask}@[::1]:3306/db`],
    ['https://h/?a=1&token=abc#x', `https://h/?a=1&token=${mask}#x`],
    ['https://h/#page=x&username=u&password=p', `https://h/#page=x&username=u&password=${mask}`],
    ['http://admin@host/', 'http://admin@host/'],
    ['http://host/a:b@c', 'http://host/a:b@c'],
    ['not a url: a:b@c', 'not a url: a:b@c'],
  ])('are masked within the URL %s', (url, expected) => expect(maskText('url', url)).toBe(expected));

  it('are masked at any depth, and everything below a secret name', () => {
    expect(
      maskValue('backend', {
        host: 'h',
        token: 'abc',
        users: [{ password: 'p', name: 'n' }],
        credentials: { user: 'u', n: 1 },
      }),
    ).toEqual({
      host: 'h',
      token: mask,
      users: [{ password: mask, name: 'n' }],
      credentials: { user: mask, n: mask },
    });
  });

  it('never come through under a secret name', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        // A marker in every text of the value.
        const marked: unknown = JSON.parse(JSON.stringify(value), (_, item: unknown) =>
          typeof item === 'string' ? `${item}hunter2` : item,
        );
        expect(JSON.stringify(maskValue('password', marked as Parameters<typeof maskValue>[1]))).not.toMatch(
          /:"[^"]*hunter2|^"[^"]*hunter2/,
        );
      }),
    );
  });
});

describe('links', () => {
  it.each(['http://127.0.0.1:8080/', 'https://[2001:db8::1]:8443/a?b#c', 'HTTP://h/'])(
    'are made of %s',
    (text) => expect(isHttpUrl(text)).toBe(true),
  );
  it.each(['javascript:alert(1)', 'ftp://h/', 'http://', 'http://a b/', 'see http://h/', 'data:text/html,x'])(
    'are not made of %s',
    (text) => expect(isHttpUrl(text)).toBe(false),
  );
});

describe('values', () => {
  it('are shown as text, structures as indented JSON, also those in a text', () => {
    expect(parameterText('a\nb')).toBe('a\nb');
    expect(parameterText(7)).toBe('7');
    expect(parameterText('{"a": [1]}')).toBe('{\n  "a": [\n    1\n  ]\n}');
    expect(parameterText('[not json')).toBe('[not json');
  });
});

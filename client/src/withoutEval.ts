import * as z from 'zod/mini';

// zod compiles its schemas with `new Function` where it can; our Content-Security-Policy refuses that, and the
// mere attempt is reported as a violation. This module is imported before any schema is made.
z.config({ jitless: true });

import { configure } from '@testing-library/react';

/** How long the tests of the page wait for what is to appear: the machine has other tests to run beside them. In ms. */
configure({ asyncUtilTimeout: 10_000 });

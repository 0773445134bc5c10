/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Looks for leaks at the end of each test: TestSuite(loop, .fini = leak_check). Criterion itself only warns
 * of what it finds; ctest takes that warning for a failure.
 */
#ifndef LEIDA_TESTS_LEAK_CHECK_H
#define LEIDA_TESTS_LEAK_CHECK_H

/* Aborts the test when memory is no longer reachable; does nothing without AddressSanitizer. */
void leak_check(void);

#endif

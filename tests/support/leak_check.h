/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Makes a leak fail the test that leaked: under Criterion AddressSanitizer's own check at exit changes
 * nothing. Every suite names it as its end: TestSuite(loop, .fini = leak_check).
 */
#ifndef LEIDA_TESTS_LEAK_CHECK_H
#define LEIDA_TESTS_LEAK_CHECK_H

/* Aborts the test when memory is no longer reachable; does nothing without AddressSanitizer. */
void leak_check(void);

#endif
